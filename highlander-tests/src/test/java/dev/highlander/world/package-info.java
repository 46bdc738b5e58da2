@org.jspecify.annotations.NullMarked
package dev.highlander.world;
