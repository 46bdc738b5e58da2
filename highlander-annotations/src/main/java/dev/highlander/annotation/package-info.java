/**
 * What an author writes on a class to make it a persistent object. This package has no dependencies and no behaviour; the
 * runtime reads it by reflection and the optional processor at compile time, both through {@link TypeOptions}.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.annotation;
