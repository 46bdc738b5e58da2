package dev.highlander.testkit.zookeeper;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Ends sessions of a ZooKeeper server in this process, as if their time-out had passed: their ephemeral nodes are deleted in one transaction, and
 * their clients hear of it when they are connected again. ZooKeeper itself offers this for each connection through JMX.
 */
public final class SessionExpiry {

  private SessionExpiry() {}

  /**
   * Ends the session of the connection that comes from one of these ports.
   *
   * @return whether there was one
   */
  public static boolean expire(Set<Integer> sourcePorts) {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    boolean found = false;
    try {
      for (ObjectName name : beans.queryNames(new ObjectName("org.apache.ZooKeeperService:*"), null)) {
        if (isConnectionFrom(beans, name, sourcePorts)) {
          beans.invoke(name, "terminateSession", new Object[0], new String[0]);
          found = true;
        }
      }
    } catch (JMException e) {
      throw new IllegalStateException("the ZooKeeper server can't be asked to end a session: " + e, e);
    }
    return found;
  }

  private static boolean isConnectionFrom(MBeanServer beans, ObjectName name, Set<Integer> ports) throws JMException {
    if (!beans.isRegistered(name) || !name.getKeyPropertyList().containsValue("Connections")) {
      return false;
    }
    try {
      String source = String.valueOf(beans.getAttribute(name, "SourceIP"));
      return ports.contains(Integer.parseInt(source.substring(source.lastIndexOf(':') + 1)));
    } catch (JMException | NumberFormatException notAConnection) {
      return false;
    }
  }
}
