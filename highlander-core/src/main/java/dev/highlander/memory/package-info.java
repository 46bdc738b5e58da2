/** In-memory store, registry and transport for tests and simulation; they pass the same contract tests as the real ones. */
@org.jspecify.annotations.NullMarked
package dev.highlander.memory;
