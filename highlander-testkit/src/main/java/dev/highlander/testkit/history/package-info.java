/** What callers saw, and whether one object that does one thing after the other can have shown it to them. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.history;
