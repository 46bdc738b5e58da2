package dev.highlander.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a handler that only reads. Queries run concurrently, on the last durable state, and never wait behind an update. Handlers can
 * not be overloaded and have at most four arguments beside an optional trailing {@code Call}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Query {}
