package dev.starstream.aggregates;

import java.util.List;

/** An insight was asked for in a way that cannot be answered; the caller can mend it. */
public final class InsightException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_ECHO = 60;

  private final String parameter;
  private final String expected;
  private final transient List<String> suggestions;

  InsightException(String parameter, String value, String expected, List<String> suggestions) {
    super(message(parameter, value, expected, suggestions));
    this.parameter = parameter;
    this.expected = expected;
    this.suggestions = List.copyOf(suggestions);
  }

  /** The parameter at fault; {@code name} if there is no such insight. */
  public String parameter() {
    return parameter;
  }

  /** What would be right. */
  public String expected() {
    return expected;
  }

  /** What was probably meant, nearest first; often empty. */
  public List<String> suggestions() {
    return suggestions == null ? List.of() : suggestions;
  }

  private static String message(
      String parameter, String value, String expected, List<String> suggestions) {
    var shown = new StringBuilder();
    value
        .codePoints()
        .limit(LONGEST_ECHO)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    if (value.length() > LONGEST_ECHO) {
      shown.append("...");
    }
    return parameter
        + ": '"
        + shown
        + "' (expected: "
        + expected
        + ")"
        + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?");
  }
}
