package dev.highlander.world.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The core with some of its sources changed: a class loader that defines every class of Highlander anew, the changed ones from sources that are
 * compiled in memory, the others from the class path. Nothing of it leaves the test's memory.
 */
final class PatchedCore extends ClassLoader {

  private static final String OURS = "dev.highlander.";

  private final Map<String, byte[]> patched;

  private PatchedCore(Map<String, byte[]> patched) {
    super(PatchedCore.class.getClassLoader());
    this.patched = patched;
  }

  /** Compiles a mutant. Fails if a snippet is not found exactly once, or if what comes out does not compile. */
  static PatchedCore of(Mutant mutant) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Mutant.Patch patch : mutant.patches()) {
      String changed = sources.get(patch.file());
      String source = changed == null ? Files.readString(sources().resolve(patch.file())) : changed;
      int at = source.indexOf(patch.snippet());
      if (at < 0 || source.indexOf(patch.snippet(), at + 1) >= 0) {
        throw new AssertionError(
            "the mutant '" + mutant.name() + "' does not fit the core any more: in " + patch.file() + " there is not exactly one\n"
                + patch.snippet());
      }
      sources.put(patch.file(), source.replace(patch.snippet(), patch.replacement()));
    }
    return new PatchedCore(compile(mutant, sources));
  }

  /** What a seed of the standard scenario finds; empty if nothing. */
  LongFunction<String> scenario() {
    try {
      Class<?> scenario = loadClass("dev.highlander.testkit.world.LedgerScenario");
      Method run = scenario.getMethod("run", long.class, int.class);
      Method violation = run.getReturnType().getMethod("violation");
      return seed -> {
        try {
          return (String) violation.invoke(run.invoke(null, seed, 0));
        } catch (InvocationTargetException e) {
          // A core that breaks is found as well as one that breaks a promise.
          return "thrown: " + e.getCause();
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      };
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** What a trace shows; empty if nothing. A step of it that does not come about is an error of the script, and thrown. */
  String trace(String name) {
    int dot = name.indexOf('.');
    try {
      return (String) loadClass("dev.highlander.world.trace." + name.substring(0, dot)).getMethod(name.substring(dot + 1)).invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("trace " + name, e);
    }
  }

  private static Path sources() {
    Path below = Path.of("highlander-core", "src", "main", "java", "dev", "highlander");
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(below))) {
        return folder.resolve(below);
      }
    }
    throw new AssertionError("the core's sources are not above " + Path.of("").toAbsolutePath());
  }

  private static Map<String, byte[]> compile(Mutant mutant, Map<String, String> sources) throws IOException {
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    try (JavaFileManager files = new InMemory(compiler.getStandardFileManager(problems, null, null), compiled)) {
      List<String> options = List.of("-proc:none", "-nowarn", "-parameters", "-classpath", System.getProperty("java.class.path"));
      if (!compiler.getTask(null, files, problems, options, null, units).call()) {
        throw new AssertionError("the mutant '" + mutant.name() + "' does not compile: " + problems.getDiagnostics());
      }
    }
    Map<String, byte[]> classes = new HashMap<>();
    compiled.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    // Each name by one thread at a time, as every parallel-capable loader does it; worlds run on several.
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = patched.get(name);
    if (bytes == null) {
      try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (original == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = original.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("memory:///dev/highlander/" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> compiled;

    InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> compiled) {
      super(files);
      this.compiled = compiled;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return compiled.computeIfAbsent(name, n -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
