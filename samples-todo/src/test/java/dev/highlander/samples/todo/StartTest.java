package dev.highlander.samples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {

  @ParameterizedTest
  @CsvSource({"1.8, 8", "9, 9", "17, 17", "21, 21", "25, 25"})
  void versionsOfEveryJavaAreUnderstood(String specification, int feature) {
    assertThat(Start.feature(specification)).isEqualTo(feature);
  }

  @Test
  void theEntryIsCompiledForJava8() throws IOException {
    try (var bytes = new DataInputStream(Start.class.getResourceAsStream("Start.class"))) {
      assertThat(bytes.readInt()).isEqualTo(0xCAFEBABE);
      bytes.readUnsignedShort();
      assertThat(bytes.readUnsignedShort()).as("class file version").isEqualTo(52);
    }
  }
}
