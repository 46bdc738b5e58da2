/** The fault proxies do what they say. */
@org.jspecify.annotations.NullMarked
package dev.highlander.fault;
