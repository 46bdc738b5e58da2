package dev.highlander.docs;

import static dev.highlander.docs.CodeBlocks.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in README.md compiles as it stands there, on its promises of which types and methods exist. */
class ReadmeCodeTest {

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
    List<String> blocks = CodeBlocks.of("README.md");
    assertThat(blocks).hasSize(3);
    String list = blocks.get(0).strip();
    List<JavaFileObject> sources =
        List.of(
            source("TodoList", IMPORTS + list.substring(0, list.length() - 1) + LEFT_OUT),
            source("Calls", IMPORTS + "class Calls { void calls(String id, Todo milk) {\n" + blocks.get(1) + "} }"),
            source("Service", IMPORTS + "class Service { void service() {\n" + blocks.get(2) + "} }"));

    assertThat(CodeBlocks.errors(classes, sources)).isEmpty();
  }

  @Test
  void codeThatDoesNotCompileIsFound() {
    JavaFileObject wrong = source("Wrong", IMPORTS + "class Wrong { Todo wrong() { return Todo.fetch(\"id\"); } }");
    assertThat(CodeBlocks.errors(classes, List.of(wrong))).hasSize(1);
  }
}
