/**
 * The messages between processes as bytes: pure functions. {@link dev.highlander.internal.wire.InvokeCodec} and
 * {@link dev.highlander.internal.wire.AnswerCodec} write and read them, {@link dev.highlander.internal.wire.ByteSink} and
 * {@link dev.highlander.internal.wire.ByteSource} the values they are made of.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.wire;
