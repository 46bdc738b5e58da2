/** The checks of histories, on histories whose verdict is known. */
@org.jspecify.annotations.NullMarked
package dev.highlander.history;
