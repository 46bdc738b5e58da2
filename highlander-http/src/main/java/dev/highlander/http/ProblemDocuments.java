package dev.highlander.http;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Errors as problem documents (RFC 9457), each of which says whether the update was executed. Immutable, thread-safe. */
final class ProblemDocuments {

  private static final String TYPE_PREFIX = "urn:highlander:problem:";
  private static final String RETRY_AFTER_SECONDS = "1";

  private final JsonMapper mapper;

  ProblemDocuments(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The answer to a call that ended with this problem. */
  HttpAnswer of(Problem problem) {
    HttpAnswer answer =
        document(status(problem), name(problem), problem.message(), problem.code(), problem.kind(), problem.request());
    return switch (problem.kind()) {
      case UNAVAILABLE, OVERLOADED -> answer.with("Retry-After", RETRY_AFTER_SECONDS);
      default -> answer;
    };
  }

  /** A problem that kept the request from being executed. */
  HttpAnswer document(int status, String name, String detail, String code, @Nullable RequestId request) {
    return document(status, name, detail, code, null, request);
  }

  /** A fault of the gateway itself: what became of the call is not known. */
  HttpAnswer internal() {
    return document(500, "internal-error", "the gateway failed; its log says why", "", ErrorKind.OUTCOME_UNKNOWN, null);
  }

  private HttpAnswer document(
      int status, String name, String detail, String code, @Nullable ErrorKind kind, @Nullable RequestId request) {
    ErrorKind.Executed executed = kind == null ? ErrorKind.Executed.NO : kind.executed();
    ObjectNode document = mapper.createObjectNode();
    document.put("type", TYPE_PREFIX + name);
    document.put("title", name.replace('-', ' '));
    document.put("status", status);
    document.put("detail", detail);
    document.put("executed", executed.name().toLowerCase(Locale.ROOT));
    if (!code.isEmpty()) {
      document.put("code", code);
    }
    if (request instanceof RequestId.Named named) {
      document.put("idempotencyKey", named.name());
    }
    return HttpAnswer.of(status, "application/problem+json", mapper.writeValueAsBytes(document));
  }

  private static int status(Problem problem) {
    return switch (problem.kind()) {
      case BAD_REQUEST -> problem.code().equals(Problem.REQUEST_REUSED) ? 422 : 400;
      case ACCESS_DENIED -> 403;
      case REJECTED -> 409;
      case VERSION_CONFLICT -> 412;
      case OVERLOADED -> 429;
      case HANDLER_FAILED, CORRUPT_OBJECT -> 500;
      case UNAVAILABLE -> 503;
      case OUTCOME_UNKNOWN -> 504;
      case CALL_CYCLE -> 508;
    };
  }

  private static String name(Problem problem) {
    return problem.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
