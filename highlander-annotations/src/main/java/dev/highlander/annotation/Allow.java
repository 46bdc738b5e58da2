package dev.highlander.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the guard of a handler: a method {@code boolean name(Call)} or {@code boolean name()} of the same class, evaluated on the current
 * state with the authenticated caller before the handler runs. {@code false} refuses the call with {@code AccessDenied}; a guard may also
 * throw {@code Rejected}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allow {
  /** Name of the guard method. */
  String value();
}
