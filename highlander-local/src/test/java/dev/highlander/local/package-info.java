@org.jspecify.annotations.NullMarked
package dev.highlander.local;
