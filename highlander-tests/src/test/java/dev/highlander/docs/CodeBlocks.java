package dev.highlander.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The Java code in a document, compiled against this module's class path. */
final class CodeBlocks {

  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  private CodeBlocks() {}

  /** All blocks of a document, by its path from the root of the repository. */
  static List<String> of(String document) throws IOException {
    Path here = Path.of(document);
    List<String> blocks = new ArrayList<>();
    for (Matcher matcher = BLOCK.matcher(Files.readString(Files.exists(here) ? here : Path.of("..").resolve(document))); matcher.find(); ) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  /** What the compiler finds wrong. */
  static List<String> errors(Path classes, List<JavaFileObject> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    List<String> options =
        List.of("--release", "21", "-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    Boolean compiled = compiler.getTask(null, null, found, options, null, sources).call();
    List<String> errors = new ArrayList<>();
    found.getDiagnostics().forEach(diagnostic -> errors.add(diagnostic.toString()));
    return compiled ? List.of() : errors;
  }

  static JavaFileObject source(String name, String code) {
    return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }
}
