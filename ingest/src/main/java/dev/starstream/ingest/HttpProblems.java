package dev.starstream.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every error of a server a problem document (RFC 9457) with the request's id, which is also
 * in the header {@code X-Request-Id} and in the log. A caller may bring its own id in that header.
 */
public final class HttpProblems {

  private static final Logger log = LoggerFactory.getLogger(HttpProblems.class);
  private static final String MEDIA_TYPE = "application/problem+json";
  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern GIVEN_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final NoArgGenerator REQUEST_IDS = Generators.timeBasedEpochGenerator();

  /** Sets this up for a whole server: once, before any routes. */
  public static void register(JavalinConfig config) {
    config.http.prefer405over404 = true;
    config.routes.before(ctx -> requestId(ctx));
    config.routes.exception(HttpResponseException.class, HttpProblems::answerRefusal);
    config.routes.exception(Exception.class, HttpProblems::answerSurprise);
    config.router.javaLangErrorHandler(HttpProblems::answerError);
    config.jetty.modifyServer(server -> server.setErrorHandler(HttpProblems::answerMalformed));
  }

  /** The request's id: the caller's if it brought a decent one, else a new one. */
  public static String requestId(Context ctx) {
    String known = ctx.attribute(REQUEST_ID);
    if (known != null) {
      return known;
    }
    var given = ctx.header(REQUEST_ID);
    var id =
        given != null && GIVEN_ID.matcher(given).matches()
            ? given
            : REQUEST_IDS.generate().toString();
    ctx.attribute(REQUEST_ID, id);
    ctx.header(REQUEST_ID, id);
    ctx.header("X-Content-Type-Options", "nosniff");
    return id;
  }

  /** Answers with a problem document; {@code type} is a word that programs may rely on. */
  public static void answer(Context ctx, int status, String type, String detail) {
    answer(ctx, status, type, detail, document -> {});
  }

  /** Answers with a problem document that has more members than the usual ones. */
  public static void answer(
      Context ctx, int status, String type, String detail, Consumer<ObjectNode> more) {
    var document = document(status, type, detail, requestId(ctx));
    more.accept(document);
    ctx.status(status).contentType(MEDIA_TYPE).result(bytes(document));
  }

  private static void answerRefusal(HttpResponseException e, Context ctx) {
    var allowed = e.getDetails().get("availableMethods");
    if (allowed == null) {
      allowed = e.getDetails().get("Available methods");
    }
    if (allowed != null) {
      ctx.header("Allow", allowed);
    }
    var type = title(e.getStatus()).toLowerCase(Locale.ROOT).replace(' ', '-');
    answer(ctx, e.getStatus(), type, String.valueOf(e.getMessage()));
  }

  private static void answerSurprise(Exception e, Context ctx) {
    log.atError()
        .addKeyValue("requestId", requestId(ctx))
        .addKeyValue("method", ctx.req().getMethod())
        .addKeyValue("path", ctx.path())
        .setCause(e)
        .log("request failed");
    answer(ctx, 500, "internal-error", "an error on our side; the log has it under the request id");
  }

  private static void answerError(HttpServletResponse response, Error e) {
    log.atError()
        .addKeyValue("requestId", response.getHeader(REQUEST_ID))
        .setCause(e)
        .log("request failed");
    response.setStatus(500);
    response.setContentType(MEDIA_TYPE);
    var id = String.valueOf(response.getHeader(REQUEST_ID));
    try {
      response
          .getOutputStream()
          .write(bytes(document(500, "internal-error", "an error on our side", id)));
    } catch (IOException gone) {
      // The caller has gone: there is no one to tell.
      log.atDebug().setCause(gone).log("caller gone");
    }
  }

  /** What is no proper HTTP does not get as far as Javalin; Jetty would answer in HTML. */
  private static boolean answerMalformed(Request request, Response response, Callback callback) {
    var document =
        document(
            response.getStatus(),
            "not-http",
            "the request is not acceptable HTTP",
            REQUEST_IDS.generate().toString());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, MEDIA_TYPE);
    Content.Sink.write(
        response, true, new String(bytes(document), StandardCharsets.UTF_8), callback);
    return true;
  }

  private static ObjectNode document(int status, String type, String detail, String requestId) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "urn:starstream:problem:" + type)
        .put("title", title(status))
        .put("status", status)
        .put("detail", Unicode.printable(detail))
        .put("requestId", requestId);
  }

  private static String title(int status) {
    return HttpStatus.forStatus(status).getMessage();
  }

  private static byte[] bytes(ObjectNode document) {
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  private HttpProblems() {}
}
