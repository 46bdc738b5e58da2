/** The stored form of an object, and the only class that writes it. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.persistence;
