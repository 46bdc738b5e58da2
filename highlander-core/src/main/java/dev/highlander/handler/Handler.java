package dev.highlander.handler;

import java.io.Serializable;

/**
 * A handler named by a method reference. It is serializable so that the runtime can learn the method's name (through {@link
 * java.lang.invoke.SerializedLambda}); it is never serialized, and never called.
 */
public interface Handler extends Serializable {}
