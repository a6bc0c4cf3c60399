package dev.starstream.ingest;

import dev.starstream.ingest.RawAnswer.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Attributes of a CloudEvent in binary mode, one a header. Values are decoded as its HTTP binding
 * says: first a quoted string, if it is one, then percent signs, once.
 *
 * @param attributes by attribute name, without the prefix {@code ce-}
 * @param problems with pointers as in a structured event, such as {@code /id}
 */
record CloudEventHeaders(Map<String, Value> attributes, List<Problem> problems) {

  private static final String PREFIX = "ce-";
  private static final List<String> NAMES =
      List.of("specversion", "type", "id", "source", "time", "subject");

  /**
   * @param headers all values of a header, by its name in whichever case
   */
  static CloudEventHeaders read(Function<String, List<String>> headers) {
    var attributes = new LinkedHashMap<String, Value>();
    var problems = new ArrayList<Problem>();
    for (var name : NAMES) {
      var sent = headers.apply(PREFIX + name);
      if (sent.isEmpty()) {
        continue;
      }
      var value = decoded(sent.get(0));
      if (sent.size() > 1) {
        problems.add(problem(name, "is there more than once (expected: once)"));
      } else if (value.isEmpty()) {
        problems.add(problem(name, "is not percent-encoded UTF-8 (expected: such as 'Caf%C3%A9')"));
      } else {
        attributes.put(name, new Value.Text(value.get()));
      }
    }
    return new CloudEventHeaders(attributes, problems);
  }

  /** Whether a request has any attribute that an event must have. */
  static boolean present(Function<String, List<String>> headers) {
    return NAMES.stream().limit(4).anyMatch(name -> !headers.apply(PREFIX + name).isEmpty());
  }

  /** What to say of an attribute that must be there and is not. */
  static String absence(String name) {
    return "is missing (expected: the header " + PREFIX + name + ")";
  }

  private static Problem problem(String name, String detail) {
    return new Problem("/" + name, "the header " + PREFIX + name + " " + detail);
  }

  /** Empty if it is not what the binding allows. */
  private static Optional<String> decoded(String header) {
    var text = header.startsWith("\"") ? unquoted(header) : Optional.of(header);
    return text.flatMap(CloudEventHeaders::percentDecoded);
  }

  private static Optional<String> unquoted(String quoted) {
    if (quoted.length() < 2 || !quoted.endsWith("\"")) {
      return Optional.empty();
    }
    var text = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      var c = quoted.charAt(i);
      if (c == '"' || (c == '\\' && ++i == quoted.length() - 1)) {
        return Optional.empty();
      }
      text.append(quoted.charAt(i));
    }
    return Optional.of(text.toString());
  }

  private static Optional<String> percentDecoded(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return Optional.empty();
      }
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
        return Optional.empty();
      }
      bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
      i += 2;
    }
    var decoded = bytes.toByteArray();
    return Unicode.firstInvalidByte(decoded) < 0
        ? Optional.of(new String(decoded, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static boolean isHex(char c) {
    return c < 128 && HexFormat.isHexDigit(c);
  }
}
