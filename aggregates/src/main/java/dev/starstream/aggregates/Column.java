package dev.starstream.aggregates;

import java.util.Arrays;
import java.util.List;

/** A column that the sink writes, with its type as the DDL writes it. */
record Column(String name, String type) {

  /** Columns from lines such as {@code attempt_no UInt16}. */
  static List<Column> list(String... lines) {
    return Arrays.stream(lines).map(Column::of).toList();
  }

  static Column of(String line) {
    var space = line.indexOf(' ');
    return new Column(line.substring(0, space), line.substring(space + 1));
  }
}
