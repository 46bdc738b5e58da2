package dev.highlander.internal.transport;

import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sockets whose peers have not proved yet who they are, and until when they may take. The sweep closes those that are late, however
 * slowly they drip: a socket's own read time-out starts again with each byte.
 */
final class HandshakeGuard {

  private final Map<Socket, Long> deadlines = new ConcurrentHashMap<>();
  private final Set<Socket> late = ConcurrentHashMap.newKeySet();

  void enter(Socket socket, long deadlineNanos) {
    deadlines.put(socket, deadlineNanos);
  }

  /** Whether the socket was closed for taking too long. */
  boolean isLate(Socket socket) {
    return late.contains(socket);
  }

  /** The peer has proved itself, or is gone. */
  void leave(Socket socket) {
    deadlines.remove(socket);
    late.remove(socket);
  }

  void sweep(long nowNanos) {
    deadlines.forEach(
        (socket, deadline) -> {
          if (nowNanos - deadline >= 0 && late.add(socket)) {
            PeerSocket.closeQuietly(socket);
            if (!deadlines.containsKey(socket)) {
              late.remove(socket);
            }
          }
        });
  }

  void closeAll() {
    deadlines.keySet().forEach(PeerSocket::closeQuietly);
  }
}
