package dev.highlander.s3;

import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What a failed request means (protocol F4), decided by the error code first and by the status only where there is no known code: products
 * share the codes, but not always the status.
 */
final class S3Outcome {

  private S3Outcome() {}

  /**
   * The outcome of a conditional PUT or DELETE.
   *
   * @param sent whether the request was handed to the HTTP client
   */
  static StoreWrite ofWrite(Throwable failure, boolean sent) {
    String reason = reason(failure);
    if (failure instanceof AwsServiceException answer) {
      return ofAnswer(answer, reason);
    }
    return !sent || neverConnected(failure) ? new StoreWrite.Refused(reason) : new StoreWrite.Unknown(reason);
  }

  private static StoreWrite ofAnswer(AwsServiceException answer, String reason) {
    return switch (code(answer)) {
      // If-Match on a key that is gone: S3 says NoSuchKey, others PreconditionFailed. Either way the condition did not hold: read again.
      case "PreconditionFailed", "NoSuchKey" -> new StoreWrite.Conflict();
      case "ConditionalRequestConflict", "OperationAborted" -> new StoreWrite.RetryCondition();
      // A 400 or 408 about a body that did not arrive in time; who says so may be a proxy that knows less than the store.
      case "RequestTimeout" -> new StoreWrite.Unknown(reason);
      // A 501, and the only code of its class that is certain: the product does not know this kind of request.
      case "NotImplemented" -> new StoreWrite.Refused(reason);
      default -> ofStatus(answer.statusCode(), reason);
    };
  }

  private static StoreWrite ofStatus(int status, String reason) {
    return switch (status) {
      case 412 -> new StoreWrite.Conflict();
      case 409 -> new StoreWrite.RetryCondition();
      case 408 -> new StoreWrite.Unknown(reason);
      default -> status >= 300 && status < 500 ? new StoreWrite.Refused(reason) : new StoreWrite.Unknown(reason);
    };
  }

  static StoreRead ofRead(Throwable failure) {
    boolean missing = failure instanceof AwsServiceException answer && code(answer).equals("NoSuchKey");
    return missing ? new StoreRead.Missing() : new StoreRead.Failed(reason(failure));
  }

  static Listing ofListing(Throwable failure) {
    return new Listing.Failed(reason(failure));
  }

  private static boolean neverConnected(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ConnectException || each instanceof ConnectTimeoutException
          || each instanceof UnknownHostException || each instanceof NoRouteToHostException) {
        return true;
      }
    }
    return false;
  }

  private static String reason(Throwable failure) {
    if (failure instanceof AwsServiceException answer) {
      @Nullable AwsErrorDetails details = answer.awsErrorDetails();
      @Nullable String message = details == null ? null : details.errorMessage();
      return "the store answered " + answer.statusCode() + " " + code(answer) + (message == null ? "" : ": " + message);
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String first = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return root == failure ? first : first + " (" + root.getClass().getSimpleName() + ": " + root.getMessage() + ")";
  }

  private static String code(AwsServiceException answer) {
    @Nullable AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }
}
