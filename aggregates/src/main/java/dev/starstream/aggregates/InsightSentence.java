package dev.starstream.aggregates;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A template of the one sentence that answers an insight, as its header states it:
 *
 * <pre>
 * -- sentence most rate_low of level = (all) if verdict = higher : {company} trips most: {rate:interval}.
 * </pre>
 *
 * {@code of} keeps the rows that hold such values; of these the first is taken, or the {@code
 * last}, or the one with the {@code most} or {@code least} of a column; {@code if} says what that
 * row has to hold for the template to be used. {@code =} and {@code !=} compare with the value as
 * text. {@code {rate}} becomes the row's value as people read it, {@code {rate:interval}} the value
 * with its 95% interval. A template of which the row lacks a value is passed over. The templates
 * are tried from top to bottom; suppressed rows are never spoken of, rows with too little to build
 * on only if there is no other, and the sentence then says so.
 */
record InsightSentence(Pick pick, String by, List<Condition> of, List<Condition> ifs, String text) {

  /** Which of the rows. */
  enum Pick {
    FIRST,
    LAST,
    MOST,
    LEAST
  }

  /** What a row holds, or does not. */
  record Condition(String column, boolean equal, String value) {
    boolean holds(InsightResult result, List<Object> row) {
      return equal == value.equals(String.valueOf(result.value(row, column)));
    }
  }

  static final String NO_ROWS = "No answers match.";
  static final String ALL_SUPPRESSED = "Fewer than 5 people in every group: no figures.";
  static final String NOTHING = "The answers allow no figure.";
  private static final String FEW = "With too few to build on: ";

  private static final Pattern HEAD =
      Pattern.compile("(?:(last)|(?:(most|least) (\\w+)))? ?(?:of (.+?))? ?(?:if (.+))?");
  private static final Pattern CONDITION = Pattern.compile("(\\w+) (!?=) (.+)");
  private static final Pattern FIELD = Pattern.compile("\\{(\\w+)(:interval)?\\}");

  InsightSentence {
    of = List.copyOf(of);
    ifs = List.copyOf(ifs);
  }

  /**
   * @param head what stands between the word sentence and the colon
   * @throws IllegalArgumentException saying what would be right
   */
  static InsightSentence parse(String head, String text) {
    var matcher = HEAD.matcher(head);
    if (!matcher.matches() || text.isBlank()) {
      throw new IllegalArgumentException(
          "sentence [last|most column|least column] [of column = value, ...]"
              + " [if column = value, ...] : text");
    }
    var pick =
        matcher.group(1) != null
            ? Pick.LAST
            : matcher.group(2) == null
                ? Pick.FIRST
                : matcher.group(2).equals("most") ? Pick.MOST : Pick.LEAST;
    return new InsightSentence(
        pick,
        matcher.group(3) == null ? "" : matcher.group(3),
        conditions(matcher.group(4)),
        conditions(matcher.group(5)),
        text);
  }

  private static List<Condition> conditions(String text) {
    var conditions = new ArrayList<Condition>();
    for (var part : text == null ? new String[0] : text.split(", *", -1)) {
      var matcher = CONDITION.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("column = value, not " + part);
      }
      conditions.add(
          new Condition(matcher.group(1), matcher.group(2).equals("="), matcher.group(3)));
    }
    return conditions;
  }

  /** The columns that it looks at, the ends of intervals among them. */
  Set<String> columns() {
    var columns = new LinkedHashSet<String>();
    if (!by.isEmpty()) {
      columns.add(by);
    }
    of.forEach(condition -> columns.add(condition.column()));
    ifs.forEach(condition -> columns.add(condition.column()));
    var fields = FIELD.matcher(text);
    while (fields.find()) {
      columns.add(fields.group(1));
      if (fields.group(2) != null) {
        columns.add(fields.group(1) + "_low");
        columns.add(fields.group(1) + "_high");
      }
    }
    return columns;
  }

  /** The answer in one sentence. */
  static String of(InsightResult result) {
    var shown = without(result, result.rows(), "suppressed");
    if (shown.isEmpty()) {
      return result.rows().isEmpty() ? NO_ROWS : ALL_SUPPRESSED;
    }
    var firm = without(result, shown, "grey");
    return first(result, firm).or(() -> first(result, shown).map(FEW::concat)).orElse(NOTHING);
  }

  private static List<List<Object>> without(
      InsightResult result, List<List<Object>> rows, String flag) {
    return result.insight().column(flag).isEmpty()
        ? rows
        : rows.stream().filter(row -> !Long.valueOf(1).equals(result.value(row, flag))).toList();
  }

  private static Optional<String> first(InsightResult result, List<List<Object>> rows) {
    return result.insight().sentences().stream()
        .flatMap(sentence -> sentence.spoken(result, rows).stream())
        .findFirst();
  }

  private Optional<String> spoken(InsightResult result, List<List<Object>> rows) {
    return picked(
            result,
            rows.stream()
                .filter(row -> of.stream().allMatch(condition -> condition.holds(result, row)))
                .toList())
        .filter(row -> ifs.stream().allMatch(condition -> condition.holds(result, row)))
        .flatMap(row -> filled(result, row));
  }

  private Optional<List<Object>> picked(InsightResult result, List<List<Object>> rows) {
    List<Object> best = null;
    for (var row : rows) {
      boolean better =
          switch (pick) {
            case FIRST -> best == null;
            case LAST -> true;
            case MOST -> ahead(result, row, best, 1);
            case LEAST -> ahead(result, row, best, -1);
          };
      best = better ? row : best;
    }
    return Optional.ofNullable(best);
  }

  private boolean ahead(InsightResult result, List<Object> row, List<Object> best, int sign) {
    return result.value(row, by) instanceof Number number
        && (best == null
            || sign * number.doubleValue()
                > sign * ((Number) result.value(best, by)).doubleValue());
  }

  /** Empty if the row lacks a value. */
  private Optional<String> filled(InsightResult result, List<Object> row) {
    var fields = FIELD.matcher(text);
    var out = new StringBuilder();
    int from = 0;
    while (fields.find()) {
      var name = fields.group(1);
      boolean interval = fields.group(2) != null;
      if (result.value(row, name) == null
          || (interval && result.value(row, name + "_low") == null)) {
        return Optional.empty();
      }
      out.append(text, from, fields.start()).append(shown(result, row, name));
      if (interval) {
        out.append(" (95% interval ").append(shown(result, row, name + "_low"));
        out.append(" to ").append(shown(result, row, name + "_high")).append(')');
      }
      from = fields.end();
    }
    return Optional.of(out.append(text, from, text.length()).toString());
  }

  private static String shown(InsightResult result, List<Object> row, String column) {
    return InsightTable.shown(
        result.value(row, column), result.insight().column(column).orElseThrow());
  }
}
