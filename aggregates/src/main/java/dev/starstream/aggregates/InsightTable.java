package dev.starstream.aggregates;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lays an answer out for a terminal.
 *
 * <p>Columns marked {@code detail} are left out; the bounds of an interval stand in the cell of
 * their value; a suppressed row says so in place of its figures; text that is too long for the
 * width ends in an ellipsis, so that no line wraps. An insight with the layout {@code record} is
 * shown field by field.
 */
public final class InsightTable {
  private static final String SUPPRESSED = "suppressed";
  private static final String GREY = "grey";
  private static final int NARROWEST_TEXT = 12;
  private static final int HEADER_RULE = 8;
  private static final Character[] RULE_UNDER_HEADER = ruleUnderHeader();

  private final InsightResult result;
  private final List<Shown> columns = new ArrayList<>();

  private InsightTable(InsightResult result) {
    this.result = result;
  }

  /**
   * The table with its title and sentence above and the misreading note beneath; every line ends in
   * \n.
   */
  public static String render(InsightResult result, int width) {
    return new InsightTable(result).text(width);
  }

  private String text(int width) {
    var insight = result.insight();
    var out = new StringBuilder(insight.title()).append("\n\n");
    if (result.rows().isEmpty()) {
      out.append("No answers match.\n");
      return out.toString();
    }
    if (!insight.sentences().isEmpty()) {
      wrapped(result.sentence(), "", width, out);
      out.append('\n');
    }
    if (insight.layout() == Insight.Layout.RECORD) {
      result.rows().forEach(row -> record(row, width, out));
    } else {
      table(width, out);
    }
    out.append('\n');
    wrapped("Beware: " + insight.misread(), "", width, out);
    return out.toString();
  }

  private void record(List<Object> row, int width, StringBuilder out) {
    var columns = result.insight().columns().stream().filter(column -> !column.detail()).toList();
    int label = columns.stream().mapToInt(column -> column.name().length()).max().orElse(0) + 2;
    for (var column : columns) {
      var value = row.get(result.index(column.name()));
      if (value == null || value.equals("") || value.equals(List.of())) {
        continue;
      }
      var name = column.name().replace('_', ' ');
      out.append(name).append(" ".repeat(label - name.length()));
      var text = column.unit() == InsightColumn.Unit.FLAG ? yesOrNo(value) : shown(value, column);
      var indent = " ".repeat(label);
      var first = new StringBuilder();
      wrapped(text.replaceAll("\\s+", " "), indent, width, first);
      out.append(first.substring(label));
    }
  }

  private static String yesOrNo(Object flag) {
    return flag.equals(0L) ? "no" : "yes";
  }

  private void table(int width, StringBuilder out) {
    choose();
    narrow(width);
    var cells =
        result.rows().stream()
            .map(row -> columns.stream().map(shown -> shown.cell(row)).toArray())
            .toArray(Object[][]::new);
    AsciiTable.builder()
        .border(RULE_UNDER_HEADER)
        .lineSeparator("\n")
        .data(columns.stream().map(Shown::column).toArray(Column[]::new), cells)
        .asString()
        .lines()
        .forEach(line -> out.append(line.stripTrailing()).append('\n'));
    if (result.rows().stream().anyMatch(row -> holds(GREY, row))) {
      var meaning = result.insight().column(GREY).orElseThrow().doc();
      wrapped("* " + meaning, "", width, out.append('\n'));
    }
  }

  private void choose() {
    boolean first = true;
    for (var column : result.insight().columns()) {
      if (column.detail()
          || column.name().equals(SUPPRESSED)
          || column.name().equals(GREY)
          || bound(column)) {
        continue;
      }
      boolean figure = nullable(column);
      columns.add(new Shown(column, figure && first));
      first = first && !figure;
    }
  }

  /** Whether the column is an end of another column's interval. */
  private boolean bound(InsightColumn column) {
    var name = column.name();
    return (name.endsWith("_low") && has(name.substring(0, name.length() - 4)))
        || (name.endsWith("_high") && has(name.substring(0, name.length() - 5)));
  }

  private boolean has(String column) {
    return result.insight().column(column).isPresent();
  }

  /** The column that says how much a row rests on; it carries the mark of rows with too little. */
  private InsightColumn firstCount() {
    return result.insight().columns().stream()
        .filter(column -> column.unit() == InsightColumn.Unit.COUNT)
        .findFirst()
        .orElseThrow();
  }

  private boolean holds(String flag, List<Object> row) {
    return has(flag) && Long.valueOf(1).equals(result.value(row, flag));
  }

  private boolean nullable(InsightColumn column) {
    return result.types().get(result.index(column.name())).startsWith("Nullable");
  }

  /** Takes what is over the width from the widest texts. */
  private void narrow(int width) {
    columns.forEach(Shown::measure);
    int over = columns.stream().mapToInt(shown -> shown.width + 2).sum() - width;
    while (over > 0) {
      var widest =
          columns.stream()
              .filter(shown -> shown.text() && shown.width > NARROWEST_TEXT)
              .max((a, b) -> Integer.compare(a.width, b.width));
      if (widest.isEmpty()) {
        return;
      }
      widest.get().width--;
      over--;
    }
  }

  private static void wrapped(String text, String indent, int width, StringBuilder out) {
    int column = 0;
    for (var word : text.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > width) {
        out.append('\n');
        column = 0;
      }
      out.append(column == 0 ? indent : " ").append(word);
      column += (column == 0 ? indent.length() : 1) + word.length();
    }
    out.append('\n');
  }

  /** How a value is shown, given its unit; Double and Long as they come from the result. */
  static String shown(Object value, InsightColumn column) {
    if (value == null) {
      return "-";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    return switch (column.unit()) {
      case TEXT, LIST, DAY -> value.toString();
      case COUNT -> String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
      case SHARE -> percent(value) + "%";
      case SCORE, NUMBER -> decimals(2, ((Number) value).doubleValue());
      case SECONDS -> time(((Number) value).doubleValue());
      case TIME ->
          value instanceof Instant time
              ? time.truncatedTo(ChronoUnit.SECONDS).toString()
              : value.toString();
      case FLAG -> ((Number) value).longValue() == 0 ? "" : column.name().replace('_', ' ');
    };
  }

  private static String percent(Object share) {
    return decimals(1, 100 * ((Number) share).doubleValue());
  }

  /** Rounded half up, without the sign of a zero. */
  private static String decimals(int places, double number) {
    var text = String.format(Locale.ROOT, "%." + places + "f", number);
    return text.matches("-[0.]+") ? text.substring(1) : text;
  }

  private static String time(double seconds) {
    if (seconds < 120) {
      return decimals(1, seconds) + " s";
    }
    if (seconds < 7200) {
      return decimals(1, seconds / 60) + " min";
    }
    return seconds < 172_800
        ? decimals(1, seconds / 3600) + " h"
        : decimals(1, seconds / 86_400) + " d";
  }

  private static Character[] ruleUnderHeader() {
    var border = AsciiTable.NO_BORDERS.clone();
    border[HEADER_RULE] = '-';
    return border;
  }

  /** A column on the screen. */
  private final class Shown {
    private final InsightColumn column;
    private final boolean firstFigure;
    private final int index;
    private int width;

    Shown(InsightColumn column, boolean firstFigure) {
      this.column = column;
      this.firstFigure = firstFigure;
      this.index = result.index(column.name());
    }

    boolean text() {
      return column.unit() == InsightColumn.Unit.TEXT || column.unit() == InsightColumn.Unit.LIST;
    }

    void measure() {
      width = header().length();
      for (var row : result.rows()) {
        width = Math.max(width, cell(row).length());
      }
    }

    String header() {
      return column.unit() == InsightColumn.Unit.FLAG ? "" : column.name().replace('_', ' ');
    }

    String cell(List<Object> row) {
      var value = row.get(index);
      if (value == null && holds(SUPPRESSED, row)) {
        return firstFigure ? "(<5 people)" : "";
      }
      var cell = shown(value, column);
      if (column.unit() == InsightColumn.Unit.COUNT && column.equals(firstCount())) {
        return cell + (holds(GREY, row) ? "*" : " ");
      }
      return value != null && has(column.name() + "_low") ? cell + interval(row) : cell;
    }

    private String interval(List<Object> row) {
      var low = result.value(row, column.name() + "_low");
      var high = result.value(row, column.name() + "_high");
      if (low == null || high == null) {
        return "";
      }
      return column.unit() == InsightColumn.Unit.SHARE
          ? String.format(Locale.ROOT, " [%4s,%5s]", percent(low), percent(high))
          : " [" + shown(low, column) + ", " + shown(high, column) + "]";
    }

    Column column() {
      var side = column.unit().leftAligned() ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
      return new Column()
          .header(header())
          .headerAlign(side)
          .dataAlign(side)
          .maxWidth(width + 2, OverflowBehaviour.ELLIPSIS_RIGHT);
    }
  }
}
