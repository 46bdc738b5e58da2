/** The test kit is tested as its users use it. */
@org.jspecify.annotations.NullMarked
package dev.highlander.kit;
