package dev.starstream.ingest;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The body of a request: its media type, its compression, its size and its characters. Where one of
 * them is not acceptable the request is answered here, and the result is empty.
 */
final class RequestBody {

  static final int MAX_BYTES = 1024 * 1024;

  /** Read on, and thrown away, so that a sender of somewhat too much gets to see the answer. */
  private static final long MAX_DRAINED_BYTES = 16L * MAX_BYTES;

  private static final String GZIP = "gzip";

  /**
   * The media type, without parameters and in lower case.
   *
   * @param accepted what the route takes
   */
  static Optional<String> mediaType(Context ctx, List<String> accepted) {
    var header = ctx.contentType() == null ? "" : ctx.contentType();
    var parts = header.toLowerCase(Locale.ROOT).replaceAll("[\\s\"]", "").split(";", -1);
    var utf8 =
        Arrays.stream(parts)
            .filter(part -> part.startsWith("charset="))
            .allMatch(part -> part.equals("charset=utf-8") || part.equals("charset=utf8"));
    if (utf8 && accepted.contains(parts[0])) {
      return Optional.of(parts[0]);
    }
    unsupportedType(
        ctx,
        accepted,
        header.isEmpty() ? "there is no Content-Type" : "the Content-Type is another one");
    return Optional.empty();
  }

  static void unsupportedType(Context ctx, List<String> accepted, String detail) {
    var types = String.join(", ", accepted);
    ctx.header("Accept-Post", types);
    HttpProblems.answer(
        ctx, 415, "unsupported-media-type", detail + " (expected: one of " + types + ", in UTF-8)");
  }

  /** The body as it was before it was compressed. */
  static Optional<byte[]> bytes(Context ctx) {
    var encodings =
        Collections.list(ctx.req().getHeaders("Content-Encoding")).stream()
            .collect(Collectors.joining(","))
            .strip()
            .toLowerCase(Locale.ROOT);
    if (!List.of("", "identity", GZIP).contains(encodings)) {
      ctx.header("Accept-Encoding", GZIP);
      HttpProblems.answer(
          ctx,
          415,
          "unsupported-encoding",
          "the body is compressed in another way (expected: gzip, once, or as it is)");
      return Optional.empty();
    }
    var sent = sent(ctx);
    return encodings.equals(GZIP) ? sent.flatMap(zipped -> unzipped(ctx, zipped)) : sent;
  }

  private static Optional<byte[]> sent(Context ctx) {
    var in = ctx.bodyInputStream();
    try {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        return Optional.of(bytes);
      }
      drain(in);
      tooLarge(ctx, "the body has more than " + MAX_BYTES + " bytes");
    } catch (IOException e) {
      HttpProblems.answer(
          ctx, 400, "incomplete-body", "the body ends before it is complete, or comes too slowly");
    }
    return Optional.empty();
  }

  private static void drain(InputStream in) throws IOException {
    var chunk = new byte[8192];
    for (long drained = 0; drained < MAX_DRAINED_BYTES; ) {
      int read = in.read(chunk);
      if (read < 0) {
        break;
      }
      drained += read;
    }
  }

  /** Stops at the limit, however much more there would be. */
  private static Optional<byte[]> unzipped(Context ctx, byte[] sent) {
    try (var in =
        GzipCompressorInputStream.builder()
            .setInputStream(new ByteArrayInputStream(sent))
            .setDecompressConcatenated(true)
            .get()) {
      var bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        return Optional.of(bytes);
      }
      tooLarge(ctx, "the body has more than " + MAX_BYTES + " bytes once it is decompressed");
    } catch (IOException e) {
      HttpProblems.answer(
          ctx, 400, "malformed-gzip", "the body is not gzip, or is damaged or cut off");
    }
    return Optional.empty();
  }

  /** JSON is UTF-8, with or without a byte order mark: other bytes are no JSON at all. */
  static Optional<String> json(Context ctx, byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    // What is not UTF-8 has become this character; but it may also have been sent.
    int invalid = text.indexOf('\uFFFD') < 0 ? -1 : Unicode.firstInvalidByte(bytes);
    if (invalid < 0) {
      return Optional.of(Unicode.withoutMark(text));
    }
    HttpProblems.answer(
        ctx,
        400,
        "invalid-utf8",
        "the body is not UTF-8 at byte " + invalid + " (counted from 0)",
        document -> document.put("byte", invalid));
    return Optional.empty();
  }

  static void tooLarge(Context ctx, String detail) {
    HttpProblems.answer(
        ctx,
        413,
        "too-large",
        detail
            + " (expected: at most "
            + MAX_BYTES
            + " bytes and "
            + IngestRoutes.MAX_ITEMS
            + " answers)");
  }

  private RequestBody() {}
}
