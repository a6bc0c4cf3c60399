package dev.starstream.aggregates;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An insight's answer.
 *
 * @param insight the question
 * @param params every parameter with the value that held
 * @param types ClickHouse types, one for each of the insight's columns
 * @param rows the values in the order of the columns: String, Long, Double, LocalDate, Instant, a
 *     List of such, or null where a value is suppressed or there is none
 * @param elapsed from asking to the last row
 */
public record InsightResult(
    Insight insight,
    Map<String, String> params,
    List<String> types,
    List<List<Object>> rows,
    Duration elapsed) {

  public InsightResult {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    types = List.copyOf(types);
    rows = List.copyOf(rows);
  }

  /** The value of a row in the column of that name. */
  public Object value(List<Object> row, String column) {
    return row.get(index(column));
  }

  /** The answer in one sentence, from the insight's own templates; never empty. */
  public String sentence() {
    return InsightSentence.of(this);
  }

  int index(String column) {
    for (int i = 0; i < insight.columns().size(); i++) {
      if (insight.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("column " + column + " of insight " + insight.name());
  }
}
