package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Rows that go to ClickHouse in one insert: of one topic partition, one table and one partition of
 * that table, in the order of their offsets. Halves share the values with the whole, so that a
 * refused block can be bisected without encoding it again.
 */
final class Block {

  private final String table;
  private final List<Column> columns;
  private final int tablePartition;
  private final RowBuffer buffer;
  private final long[] offsets;
  private final int from;
  private final int to;

  private Block(
      String table,
      List<Column> columns,
      int tablePartition,
      RowBuffer buffer,
      long[] offsets,
      int from,
      int to) {
    this.table = table;
    this.columns = columns;
    this.tablePartition = tablePartition;
    this.buffer = buffer;
    this.offsets = offsets;
    this.from = from;
    this.to = to;
  }

  String table() {
    return table;
  }

  List<Column> columns() {
    return columns;
  }

  int tablePartition() {
    return tablePartition;
  }

  int rows() {
    return to - from;
  }

  long offset(int row) {
    return offsets[from + row];
  }

  long firstOffset() {
    return offsets[from];
  }

  long lastOffset() {
    return offsets[to - 1];
  }

  /** In ClickHouse's Native format: all values of a column, then all of the next. */
  void writeTo(OutputStream out) throws IOException {
    var head = new LittleEndianBytes();
    head.varint(columns.size());
    head.varint(rows());
    for (var column = 0; column < columns.size(); column++) {
      head.string(columns.get(column).name().getBytes(UTF_8));
      head.string(columns.get(column).type().getBytes(UTF_8));
      head.writeTo(out);
      head.truncate(0);
      writeColumnTo(out, column);
    }
  }

  /** The values of one column, without its name and type. */
  void writeColumnTo(OutputStream out, int column) throws IOException {
    buffer.writeTo(out, column, from, to);
  }

  Block firstHalf() {
    return slice(from, from + rows() / 2);
  }

  Block secondHalf() {
    return slice(from + rows() / 2, to);
  }

  /** The rows of other offsets; this block if it has none of these. */
  Block without(Set<Long> excluded) {
    var kept = 0;
    for (var row = from; row < to; row++) {
      if (!excluded.contains(offsets[row])) {
        kept++;
      }
    }
    if (kept == rows()) {
      return this;
    }
    var builder = new Builder(table, columns, tablePartition, new RowBuffer(columns));
    for (var row = from; row < to; row++) {
      if (!excluded.contains(offsets[row])) {
        builder.buffer.append(buffer, row, row + 1);
        builder.addOffset(offsets[row]);
      }
    }
    return builder.build();
  }

  private Block slice(int from, int to) {
    return new Block(table, columns, tablePartition, buffer, offsets, from, to);
  }

  /** Collects rows: write one to {@link #buffer}, then say that it is complete. */
  static final class Builder {
    private final String table;
    private final List<Column> columns;
    private final int tablePartition;
    private final RowBuffer buffer;
    private long[] offsets = new long[64];
    private int rows;

    Builder(String table, List<Column> columns, int tablePartition, RowBuffer buffer) {
      this.table = table;
      this.columns = columns;
      this.tablePartition = tablePartition;
      this.buffer = buffer;
    }

    RowBuffer buffer() {
      return buffer;
    }

    void endRow(long offset) {
      buffer.endRow();
      addOffset(offset);
    }

    /** Forgets a row that was begun and cannot be completed. */
    void dropRow() {
      buffer.truncate(rows);
    }

    Block build() {
      return new Block(table, columns, tablePartition, buffer, offsets, 0, rows);
    }

    private void addOffset(long offset) {
      if (rows == offsets.length) {
        offsets = Arrays.copyOf(offsets, rows * 2);
      }
      offsets[rows++] = offset;
    }
  }
}
