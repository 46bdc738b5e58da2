package dev.highlander.s3;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Remembers of one request whether the SDK came as far as handing it to the HTTP client. If it did not (no credentials, no region, wrong
 * parameter), the request certainly changed nothing.
 */
final class SentMark {

  private static final ExecutionAttribute<AtomicBoolean> SENT = new ExecutionAttribute<>("HighlanderSent");

  private final AtomicBoolean sent = new AtomicBoolean();

  boolean isSent() {
    return sent.get();
  }

  AwsRequestOverrideConfiguration onRequest() {
    return AwsRequestOverrideConfiguration.builder().putExecutionAttribute(SENT, sent).build();
  }

  /** Sets the marks of the requests of one client. */
  static final class Interceptor implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
      @Nullable AtomicBoolean mark = attributes.getAttribute(SENT);
      if (mark != null) {
        mark.set(true);
      }
    }
  }
}
