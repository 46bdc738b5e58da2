@org.jspecify.annotations.NullMarked
package dev.highlander.samples.todo;
