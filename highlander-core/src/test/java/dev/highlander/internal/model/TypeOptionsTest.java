package dev.highlander.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.highlander.annotation.TypeOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypeOptionsTest {

  private static TypeOptions preferring(List<String> nodes) {
    return new TypeOptions("todo", "", "", Optional.empty(), "", nodes);
  }

  private static List<String> nodes(int count) {
    return IntStream.range(0, count).mapToObj(i -> "node-" + i).toList();
  }

  @Test
  void asManyNodesArePreferredAsTheLimitSaysAndNoMore() {
    assertThat(preferring(nodes(TypeOptions.MAX_PREFERRED)).preferred()).hasSize(TypeOptions.MAX_PREFERRED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> preferring(nodes(TypeOptions.MAX_PREFERRED + 1)))
        .withMessageContaining("'todo'")
        .withMessageContaining(TypeOptions.MAX_PREFERRED + " nodes at most");
  }

  @Test
  void noNodeIsPreferredTwice() {
    assertThatIllegalArgumentException().isThrownBy(() -> preferring(List.of("a", "b", "a"))).withMessageContaining("each once");
  }

  @Test
  void theNameOfAPreferredNodeHasALimit() {
    String longest = "n".repeat(64);

    assertThat(preferring(List.of(longest)).preferred()).containsExactly(longest);
    assertThatIllegalArgumentException().isThrownBy(() -> preferring(List.of(longest + "n"))).withMessageContaining("preferred node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "näh"})
  void whatNoNodeCanBeNamedIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> preferring(List.of(name))).withMessageContaining("'" + name + "'");
  }
}
