package dev.starstream.aggregates;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

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

  /** The names that differ in at most a third of their letters, or start alike; nearest first. */
  static List<String> nearest(String wrong, List<String> names) {
    if (wrong.length() > 100 || wrong.isBlank()) {
      return List.of();
    }
    var asked = wrong.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    var distances = LevenshteinDistance.getDefaultInstance();
    return names.stream()
        .filter(
            name -> {
              var known = name.toLowerCase(Locale.ROOT).replace('_', '-');
              return distances.apply(asked, known) <= Math.max(1, known.length() / 3)
                  || (asked.length() >= 3 && known.contains(asked));
            })
        .sorted(Comparator.comparing(name -> distances.apply(asked, name)))
        .limit(3)
        .toList();
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
