package dev.highlander.testkit.cluster;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A {@link TestCluster} for JUnit tests, which take it as a parameter. In a static field it is started once for the class, and before each test its
 * network is healed and its dead nodes are restarted; in an instance field each test gets a cluster of its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ClusterExtension CLUSTER = ClusterExtension.of(TestCluster.nodes("a", "b", "c").types(Counter.class));
 *
 * @Test
 * void survivesTheLossOfANode(TestCluster cluster) { ... }
 * }</pre>
 */
public final class ClusterExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

  private final TestClusterBuilder plan;
  private @Nullable TestCluster cluster;
  private boolean shared;

  private ClusterExtension(TestClusterBuilder plan) {
    this.plan = plan;
  }

  /** An extension that starts such a cluster when the tests need it. */
  public static ClusterExtension of(TestClusterBuilder plan) {
    return new ClusterExtension(plan);
  }

  /** The running cluster. */
  public TestCluster cluster() {
    TestCluster running = cluster;
    if (running == null) {
      throw new IllegalStateException("the cluster runs only during tests");
    }
    return running;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
    cluster = plan.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (shared) {
      cluster().recover();
    } else {
      cluster = plan.start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      cluster().keepFolder();
    }
    if (!shared) {
      stop();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  private void stop() {
    TestCluster running = cluster;
    cluster = null;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestCluster.class;
  }

  @Override
  public TestCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster();
  }
}
