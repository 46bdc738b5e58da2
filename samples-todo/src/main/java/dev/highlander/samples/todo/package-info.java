/** Shared to-do lists: three kinds of persistent objects, the service around them, a page, and the launcher. */
@org.jspecify.annotations.NullMarked
package dev.highlander.samples.todo;
