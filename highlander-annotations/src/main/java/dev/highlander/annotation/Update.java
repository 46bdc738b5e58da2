package dev.highlander.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a handler that changes the state. It returns the next state, or a {@code Change} with the next state and a reply, or (on a
 * mutable class) {@code void} after changing its own copy. Updates of one object run one at a time; the answer is sent when the new state
 * is durable. A handler is pure: time, ids and the caller come from an optional trailing {@code Call} parameter. Handlers can not be
 * overloaded and have at most four arguments beside {@code Call}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Update {}
