/**
 * Connections between processes: {@link dev.highlander.internal.transport.TcpTransport} and what it is made of. Requests travel only in
 * the direction a connection was dialled, so a pair of nodes that call each other holds two connections and nothing has to be agreed on
 * when both dial at once.
 *
 * <p>Bytes on a connection: the handshake's messages ({@link dev.highlander.internal.transport.Handshake}), then frames
 * ({@link dev.highlander.internal.transport.OutFrame}) in both directions until it is closed.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.transport;
