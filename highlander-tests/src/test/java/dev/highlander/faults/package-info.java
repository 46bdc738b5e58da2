/** Everything goes wrong at once, to real processes, and what callers saw is judged. */
@org.jspecify.annotations.NullMarked
package dev.highlander.faults;
