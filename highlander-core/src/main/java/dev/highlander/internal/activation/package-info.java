/** The one live copy of an object: from its claim to its release. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.activation;
