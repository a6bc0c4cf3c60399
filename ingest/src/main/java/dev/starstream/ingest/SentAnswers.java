package dev.starstream.ingest;

import dev.starstream.ingest.JsonItems.Body;
import dev.starstream.ingest.JsonItems.Form;
import dev.starstream.ingest.JsonItems.Item;
import dev.starstream.ingest.JsonItems.Shape;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The answers in a request, in each of the formats. A request that cannot be read as a whole is
 * answered here, and the result is empty.
 *
 * @param many whether they were an array or lines, or one by itself
 */
record SentAnswers(List<RawAnswer> answers, boolean many) {

  private static final String JSON = "application/json";
  private static final String EVENT = "application/cloudevents+json";
  private static final String EVENTS = "application/cloudevents-batch+json";
  private static final List<String> LINES =
      List.of("application/x-ndjson", "application/ndjson", "application/jsonl");
  private static final List<String> ANSWER_TYPES = withLines(JSON);
  private static final List<String> EVENT_TYPES = withLines(EVENT, EVENTS, JSON);

  private static final String XAPI_VERSION = "X-Experience-API-Version";
  private static final Pattern VERSION = Pattern.compile("[0-9.]{1,16}");
  private static final Pattern LINE_END = Pattern.compile("\n");

  /** JSON pointers of the items in the request. */
  IntFunction<String> pointers() {
    return index -> many ? Pointers.to("", index) : "";
  }

  /** Plain JSON objects: one, an array, or one a line. */
  static Optional<SentAnswers> plain(Context ctx) {
    var type = RequestBody.mediaType(ctx, ANSWER_TYPES);
    return type.isEmpty() ? Optional.empty() : read(ctx, type.get(), JsonAnswers.FORM);
  }

  /** CloudEvents: structured, batch, binary, or a structured one a line. */
  static Optional<SentAnswers> events(Context ctx) {
    var type = RequestBody.mediaType(ctx, EVENT_TYPES);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    return type.get().equals(JSON) ? binary(ctx) : read(ctx, type.get(), CloudEvent.FORM);
  }

  /** xAPI statements: one, or an array. */
  static Optional<SentAnswers> statements(Context ctx) {
    var version = ctx.header(XAPI_VERSION);
    if (version != null && VERSION.matcher(version).matches()) {
      ctx.header(XAPI_VERSION, version);
    }
    var type = RequestBody.mediaType(ctx, List.of(JSON));
    return type.isEmpty() ? Optional.empty() : read(ctx, type.get(), XapiStatement.FORM);
  }

  private static Optional<SentAnswers> read(Context ctx, String type, Form form) {
    var bytes = RequestBody.bytes(ctx);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    if (LINES.contains(type)) {
      return lines(ctx, bytes.get(), form);
    }
    return body(ctx, bytes.get(), form.shape())
        .map(
            body ->
                misfit(body, type)
                    .map(misfit -> new SentAnswers(List.of(misfit), false))
                    .orElseGet(() -> of(body, form)));
  }

  /** One event where a batch is promised, or the other way round. */
  private static Optional<RawAnswer> misfit(Body body, String type) {
    if (type.equals(EVENT) && body instanceof Body.Many) {
      return Optional.of(
          new RawAnswer.Unreadable("is an array (expected: an event, or " + EVENTS + ")"));
    }
    if (type.equals(EVENTS) && body instanceof Body.One) {
      return Optional.of(
          new RawAnswer.Unreadable("is one value (expected: an array, or " + EVENT + ")"));
    }
    return Optional.empty();
  }

  private static SentAnswers of(Body body, Form form) {
    return body instanceof Body.Many many
        ? new SentAnswers(many.items().stream().map(form::answer).toList(), true)
        : new SentAnswers(List.of(form.answer(((Body.One) body).item())), false);
  }

  private static Optional<SentAnswers> binary(Context ctx) {
    if (!CloudEventHeaders.present(name -> headers(ctx, name))) {
      RequestBody.unsupportedType(
          ctx, EVENT_TYPES, "the Content-Type is " + JSON + " and there are no headers ce-...");
      return Optional.empty();
    }
    var attributes = CloudEventHeaders.read(name -> headers(ctx, name));
    return RequestBody.bytes(ctx)
        .flatMap(bytes -> body(ctx, bytes, Shape.FLAT))
        .map(body -> body instanceof Body.One one ? one.item() : new Item.NoObject("an array"))
        .map(data -> new SentAnswers(List.of(CloudEvent.binary(attributes, data)), false));
  }

  private static List<String> headers(Context ctx, String name) {
    return Collections.list(ctx.req().getHeaders(name));
  }

  /** One item or many. */
  private static Optional<Body> body(Context ctx, byte[] bytes, Shape shape) {
    var text = RequestBody.json(ctx, bytes);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var body =
        JsonItems.read(text.get(), shape, IngestRoutes.MAX_ITEMS, IngestRoutes.MAX_ITEM_BYTES);
    if (body instanceof Body.Malformed malformed) {
      HttpProblems.answer(
          ctx,
          400,
          "malformed-json",
          "the body is not JSON: " + malformed.detail(),
          document -> document.put("line", malformed.line()).put("column", malformed.column()));
      return Optional.empty();
    }
    if (body instanceof Body.TooMany tooMany) {
      RequestBody.tooLarge(ctx, "the array has more than " + tooMany.most() + " items");
      return Optional.empty();
    }
    return Optional.of(body);
  }

  /** A line that is not JSON is one refused item; the others are none the worse for it. */
  private static Optional<SentAnswers> lines(Context ctx, byte[] bytes, Form form) {
    var lines =
        LINE_END
            .splitAsStream(Unicode.withoutMark(Unicode.decode(bytes)))
            .filter(line -> !line.isBlank())
            .limit(IngestRoutes.MAX_ITEMS + 1L)
            .toList();
    if (lines.size() > IngestRoutes.MAX_ITEMS) {
      RequestBody.tooLarge(ctx, "the body has more than " + IngestRoutes.MAX_ITEMS + " lines");
      return Optional.empty();
    }
    return Optional.of(
        new SentAnswers(
            lines.stream()
                .map(line -> JsonItems.readOne(line, form.shape(), IngestRoutes.MAX_ITEM_BYTES))
                .map(form::answer)
                .toList(),
            true));
  }

  private static List<String> withLines(String... types) {
    return Stream.concat(Stream.of(types), LINES.stream()).toList();
  }
}
