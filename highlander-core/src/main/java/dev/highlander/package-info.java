/**
 * What a service author uses: typed references to persistent objects, the values of a call, and the errors.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander;
