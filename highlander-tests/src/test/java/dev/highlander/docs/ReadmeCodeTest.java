package dev.highlander.docs;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in README.md compiles as it stands there, on its promises of which types and methods exist. */
class ReadmeCodeTest {

  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  private static final String IMPORTS =
      """
      import dev.highlander.*;
      import dev.highlander.annotation.*;
      import dev.highlander.s3.S3Store;
      import dev.highlander.samples.todo.Todo;
      import dev.highlander.samples.todo.User;
      import java.util.*;
      """;

  /** What the README leaves out, as it says. */
  private static final String LEFT_OUT =
      """
        private TodoList withTodo(Todo todo) {
          List<Todo> next = new ArrayList<>(todos);
          next.add(todo);
          return new TodoList(title, createdBy, List.copyOf(next), allowedUsers);
        }
      }
      """;

  @TempDir private Path classes;

  @Test
  void theCodeOfTheReadmeCompiles() throws IOException {
    List<String> blocks = blocks(Files.readString(readme()));
    assertThat(blocks).hasSize(3);
    String list = blocks.get(0).strip();
    List<JavaFileObject> sources =
        List.of(
            source("TodoList", IMPORTS + list.substring(0, list.length() - 1) + LEFT_OUT),
            source("Calls", IMPORTS + "class Calls { void calls(String id, Todo milk) {\n" + blocks.get(1) + "} }"),
            source("Service", IMPORTS + "class Service { void service() {\n" + blocks.get(2) + "} }"));

    assertThat(compile(sources)).isEmpty();
  }

  @Test
  void codeThatDoesNotCompileIsFound() {
    assertThat(compile(List.of(source("Wrong", IMPORTS + "class Wrong { Todo wrong() { return Todo.fetch(\"id\"); } }")))).hasSize(1);
  }

  private List<String> compile(List<JavaFileObject> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    List<String> options =
        List.of("--release", "21", "-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
    Boolean compiled = compiler.getTask(null, null, found, options, null, sources).call();
    List<String> errors = new ArrayList<>();
    found.getDiagnostics().forEach(diagnostic -> errors.add(diagnostic.toString()));
    return compiled ? List.of() : errors;
  }

  private static Path readme() {
    Path here = Path.of("README.md");
    return Files.exists(here) ? here : Path.of("..", "README.md");
  }

  private static List<String> blocks(String text) {
    List<String> blocks = new ArrayList<>();
    for (Matcher matcher = BLOCK.matcher(text); matcher.find(); ) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static JavaFileObject source(String name, String code) {
    return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }
}
