/** What the documents show is true. */
@org.jspecify.annotations.NullMarked
package dev.highlander.docs;
