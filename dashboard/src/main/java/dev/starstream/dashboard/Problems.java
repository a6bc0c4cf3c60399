package dev.starstream.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Problem documents (RFC 9457) of these routes, in the form that the whole server has. The
 * request's id is the one that the server has already put into the answer's {@code X-Request-Id}; a
 * server that does not number its requests gets one from here.
 */
final class Problems {

  private static final String REQUEST_ID = "X-Request-Id";
  private static final String RETRY_AFTER_SECONDS = "5";

  static void answer(Context ctx, int status, String type, String detail) {
    answer(ctx, status, type, detail, document -> {});
  }

  static void answer(
      Context ctx, int status, String type, String detail, Consumer<ObjectNode> more) {
    var document =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "urn:starstream:problem:" + type)
            .put("title", HttpStatus.forStatus(status).getMessage())
            .put("status", status)
            .put("detail", detail)
            .put("requestId", requestId(ctx));
    more.accept(document);
    ctx.status(status)
        .header("Cache-Control", "no-store")
        .contentType("application/problem+json")
        .result(document.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** 503: the same request may succeed in a few seconds. */
  static void answerUnavailable(Context ctx, String type, String detail) {
    ctx.header("Retry-After", RETRY_AFTER_SECONDS);
    answer(ctx, 503, type, detail);
  }

  static String requestId(Context ctx) {
    var known = ctx.res().getHeader(REQUEST_ID);
    if (known != null) {
      return known;
    }
    var id = UUID.randomUUID().toString();
    ctx.header(REQUEST_ID, id);
    return id;
  }

  private Problems() {}
}
