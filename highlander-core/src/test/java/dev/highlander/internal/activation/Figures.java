package dev.highlander.internal.activation;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.highlander.Change;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A test object with values that are easily written and not so easily read. */
@Persistent("figures")
record Figures(BigInteger value) {

  /** Two of them are different keys that look alike. */
  record Twin(int number) {
    @Override
    public String toString() {
      return "twin";
    }
  }

  @Update
  Figures digits(int count) {
    return new Figures(BigInteger.TEN.pow(count - 1));
  }

  @Update
  Change<Figures, BigInteger> tell(int count) {
    return Change.to(digits(2)).reply(BigInteger.TEN.pow(count - 1));
  }

  @Update
  Change<Figures, Map<Twin, String>> twins() {
    Map<Twin, String> both = new LinkedHashMap<>();
    Arrays.asList(1, 2).forEach(number -> both.put(new Twin(number), "number " + number));
    return Change.to(digits(2)).reply(both);
  }

  /** With so many zeros that its text is one that no number can be made of. */
  @Update
  Change<Figures, BigDecimal> zeros() {
    return Change.to(digits(2)).reply(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE));
  }

  /** The end of it is half a character. */
  @Update
  Change<Figures, Map<String, String>> half() {
    return Change.to(digits(2)).reply(Map.of("\ud83d", "half"));
  }

  @Update
  Change<Figures, Raw> raw(String json) {
    return Change.to(digits(2)).reply(new Raw(json));
  }

  /** Says what JSON it is. */
  record Raw(@JsonRawValue String json) {}

  @Update
  Change<Figures, Map<String, String>> key(int length) {
    return Change.to(digits(2)).reply(Map.of("k".repeat(length), "long"));
  }

  @Query
  int length() {
    return value.toString().length();
  }
}
