package dev.starstream.aggregates;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Rows that go to ClickHouse in one insert: of one topic partition, one table and one partition of
 * that table, in the order of their offsets. Halves share the bytes with the whole, so that a
 * refused block can be bisected without encoding it again.
 */
final class Block {

  private final String table;
  private final List<String> columns;
  private final int tablePartition;
  private final RowBuffer buffer;
  private final long[] offsets;
  private final int[] ends;
  private final int from;
  private final int to;

  private Block(
      String table,
      List<String> columns,
      int tablePartition,
      RowBuffer buffer,
      long[] offsets,
      int[] ends,
      int from,
      int to) {
    this.table = table;
    this.columns = columns;
    this.tablePartition = tablePartition;
    this.buffer = buffer;
    this.offsets = offsets;
    this.ends = ends;
    this.from = from;
    this.to = to;
  }

  String table() {
    return table;
  }

  List<String> columns() {
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

  int bytes() {
    return rows() == 0 ? 0 : ends[to - 1] - start();
  }

  void writeTo(OutputStream out) throws IOException {
    if (rows() > 0) {
      buffer.writeTo(out, start(), ends[to - 1]);
    }
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
    var builder = new Builder(table, columns, tablePartition, new RowBuffer(Math.max(16, bytes())));
    for (var row = from; row < to; row++) {
      if (!excluded.contains(offsets[row])) {
        buffer.copyTo(builder.buffer, row == 0 ? 0 : ends[row - 1], ends[row]);
        builder.endRow(offsets[row]);
      }
    }
    return builder.build();
  }

  private Block slice(int from, int to) {
    return new Block(table, columns, tablePartition, buffer, offsets, ends, from, to);
  }

  private int start() {
    return from == 0 ? 0 : ends[from - 1];
  }

  /** Collects rows: write one to {@link #buffer}, then say that it is complete. */
  static final class Builder {
    private final String table;
    private final List<String> columns;
    private final int tablePartition;
    private final RowBuffer buffer;
    private long[] offsets = new long[64];
    private int[] ends = new int[64];
    private int rows;

    Builder(String table, List<String> columns, int tablePartition, RowBuffer buffer) {
      this.table = table;
      this.columns = columns;
      this.tablePartition = tablePartition;
      this.buffer = buffer;
    }

    RowBuffer buffer() {
      return buffer;
    }

    void endRow(long offset) {
      if (rows == offsets.length) {
        offsets = Arrays.copyOf(offsets, rows * 2);
        ends = Arrays.copyOf(ends, rows * 2);
      }
      offsets[rows] = offset;
      ends[rows] = buffer.size();
      rows++;
    }

    /** Forgets a row that was begun and cannot be completed. */
    void dropRow() {
      buffer.truncate(rows == 0 ? 0 : ends[rows - 1]);
    }

    Block build() {
      return new Block(table, columns, tablePartition, buffer, offsets, ends, 0, rows);
    }
  }
}
