package dev.highlander.internal.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** Recognises the codec's annotations by which an author has a record decoded in a way of their own, so that nothing is known of the result. */
final class CodecAnnotations {

  private static final Set<String> REPLACING =
      Set.of(
          "tools.jackson.databind.annotation.JsonDeserialize",
          "com.fasterxml.jackson.annotation.JsonCreator",
          "com.fasterxml.jackson.annotation.JsonTypeInfo");

  private CodecAnnotations() {}

  static boolean replaceDecoding(Class<?> record) {
    Stream<AnnotatedElement> elements =
        Stream.of(
                Stream.<AnnotatedElement>of(record),
                Arrays.stream(record.getDeclaredConstructors()),
                Arrays.stream(record.getDeclaredMethods()),
                Arrays.stream(record.getDeclaredFields()),
                Arrays.stream(record.getRecordComponents()).map(RecordComponent::getAccessor))
            .flatMap(s -> s);
    return elements.flatMap(e -> Arrays.stream(e.getDeclaredAnnotations())).anyMatch(CodecAnnotations::replaces);
  }

  private static boolean replaces(Annotation annotation) {
    return REPLACING.contains(annotation.annotationType().getName());
  }
}
