package dev.highlander.spi;

import dev.highlander.ObjectSpace;

/**
 * Tells {@link dev.highlander.Highlander} which node or client its static methods mean. Found by {@link java.util.ServiceLoader}; the core
 * brings the only one. Thread-safe.
 */
public interface SpaceBinding {

  /**
   * Inside a turn the executing node, outside the only running node or client of the process.
   *
   * @throws dev.highlander.BadRequest if none runs, or several do
   */
  ObjectSpace current();
}
