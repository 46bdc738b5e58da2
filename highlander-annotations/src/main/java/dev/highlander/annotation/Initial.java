package dev.highlander.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the static method without parameters that makes the state of an object that was never stored; fields missing from a stored
 * state take their value from it too. Without one, a state starts with {@code null}, zero, {@code false} and empty collections.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Initial {}
