package dev.highlander.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record, or a class with a no-argument constructor, a type of persistent objects: each (type, id) has at most one live
 * activation in the whole cluster, its state is loaded when it is activated and written before any update is answered.
 *
 * <p>The rules for every element are checked by {@link TypeOptions} when the type is registered.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Persistent {

  /**
   * The stable name of the type: part of its path in the registry and of its keys in the store, never the class name, so classes may
   * be renamed and moved. Matches {@code [a-z][a-z0-9-]{0,63}}.
   */
  String value();

  /**
   * Name of the guard for whole-state reads ({@code get}). Empty: open to every caller if the type has no guarded handler, refused
   * to every caller otherwise.
   */
  String read() default "";

  /**
   * Name of the guard for whole-state writes ({@code put}, {@code putIf}, {@code edit}, {@code delete}). Empty: open to every caller if
   * the type has no guarded handler, refused to every caller otherwise.
   */
  String write() default "";

  /**
   * How long an activation stays in memory after its last call: a number with the unit {@code ms}, {@code s}, {@code m} or {@code h}
   * ({@code "30s"}). Empty: the node's setting, 60 s unless changed.
   */
  String idle() default "";

  /**
   * Name of the placement strategy that chooses the node of a new activation: {@code next}, {@code local-first}, {@code random}, or one
   * registered on the node. Empty: the node's setting, {@code next} unless changed.
   */
  String placement() default "";

  /**
   * Names of nodes in order of preference, at most 16: an object goes to the first of them that hosts objects, and is handed off to it when it
   * comes back (if the node's setting {@code rebalance} is on). While none of them is there, {@link #placement} chooses. Empty: no preference.
   */
  String[] preferred() default {};
}
