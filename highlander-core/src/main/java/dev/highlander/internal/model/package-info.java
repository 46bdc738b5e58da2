/** What the runtime knows of types, handlers and calls: plain values. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.model;
