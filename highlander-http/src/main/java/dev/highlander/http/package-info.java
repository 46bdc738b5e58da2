/**
 * The HTTP gateway of a node: objects, their handlers and the node's health for programs that don't speak Java.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.http;
