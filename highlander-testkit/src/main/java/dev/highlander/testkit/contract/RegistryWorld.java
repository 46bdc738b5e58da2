package dev.highlander.testkit.contract;

import dev.highlander.spi.Registry;

/** One registry with several processes, as {@link RegistryContract} needs it: what it can do to them, on demand. */
public interface RegistryWorld extends AutoCloseable {

  /** The registry object of a further process. Closed with the world. */
  Registry process();

  /** Ends the session of an incarnation without its knowledge, as if the process had been silent for too long. */
  void expire(String incarnation) throws Exception;

  /** Deletes the node entry of an incarnation, as a third party does. */
  void expel(String incarnation) throws Exception;

  /** Cuts the connection between an incarnation and the registry. */
  void suspend(String incarnation) throws Exception;

  /** Heals it. */
  void resume(String incarnation) throws Exception;

  @Override
  void close();
}
