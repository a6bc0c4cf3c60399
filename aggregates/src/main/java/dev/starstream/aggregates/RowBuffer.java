package dev.starstream.aggregates;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Takes rows value by value and keeps them column by column, as ClickHouse's Native format has
 * them: each call writes the next column of the row, {@link #endRow} ends it. Used again after
 * {@link #truncate}. Owned by one sink thread.
 */
final class RowBuffer {

  private final ColumnBuffer[] columns;
  private int next;
  private int rows;

  RowBuffer(List<Column> columns) {
    this.columns =
        columns.stream().map(column -> ColumnBuffer.of(column.type())).toArray(ColumnBuffer[]::new);
  }

  /** Complete rows. */
  int rows() {
    return rows;
  }

  void uint8(int value) {
    fixed(1).int8(value);
  }

  void bool(boolean value) {
    uint8(value ? 1 : 0);
  }

  void uint16(int value) {
    fixed(Short.BYTES).int16(value);
  }

  void uint32(long value) {
    fixed(Integer.BYTES).int32((int) value);
  }

  /** Int64, UInt64 and, as milliseconds, DateTime64(3). */
  void int64(long value) {
    fixed(Long.BYTES).int64(value);
  }

  void float64(double value) {
    int64(Double.doubleToRawLongBits(value));
  }

  void uuid(UUID value) {
    var bytes = fixed(2 * Long.BYTES);
    bytes.int64(value.getMostSignificantBits());
    bytes.int64(value.getLeastSignificantBits());
  }

  /** String or LowCardinality(String). */
  void string(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** String or LowCardinality(String). */
  void string(Slice value) {
    bytes(value.bytes(), value.from(), value.length());
  }

  /** A String of any bytes. */
  void bytes(byte[] value) {
    bytes(value, 0, value.length);
  }

  private void bytes(byte[] source, int from, int length) {
    var column = next();
    if (column instanceof ColumnBuffer.Words words) {
      words.add(source, from, length);
    } else if (column instanceof ColumnBuffer.Strings strings) {
      strings.add(source, from, length);
    } else {
      throw new IllegalStateException("column " + (next - 1) + " has no strings");
    }
  }

  /** Before the value of a Nullable column; after {@code true} no value follows. */
  void isNull(boolean value) {
    if (!(columns[next] instanceof ColumnBuffer.Nullable nullable)) {
      throw new IllegalStateException("column " + next + " is not Nullable");
    }
    nullable.isNull(value);
    if (value) {
      next++;
    }
  }

  /** An Array of String or LowCardinality(String). */
  void strings(List<String> values) {
    array(values, (value, element) -> element.string(value));
  }

  /** An Array of whatever the writer writes for each element; Tuples are their values in turn. */
  <E> void array(List<E> elements, BiConsumer<E, RowBuffer> writer) {
    array(elements, any -> true, writer);
  }

  /** An Array of those elements only that the filter takes. */
  <E> void array(List<E> elements, Predicate<E> filter, BiConsumer<E, RowBuffer> writer) {
    if (!(next() instanceof ColumnBuffer.Array array)) {
      throw new IllegalStateException("column " + (next - 1) + " is no Array");
    }
    for (var i = 0; i < elements.size(); i++) {
      var element = elements.get(i);
      if (filter.test(element)) {
        writer.accept(element, array.elements());
        array.elements().endRow();
      }
    }
    array.end();
  }

  /** Ends a row whose columns are all written. */
  void endRow() {
    if (next != columns.length) {
      throw new IllegalStateException(
          "a row of " + next + " columns (expected: " + columns.length + ")");
    }
    next = 0;
    rows++;
  }

  /** Drops all after the first so many rows, also a row that was begun. */
  void truncate(int rows) {
    for (var column : columns) {
      column.truncate(rows);
    }
    this.rows = rows;
    next = 0;
  }

  /** Appends rows of a buffer with the same columns. */
  void append(RowBuffer source, int from, int to) {
    for (var i = 0; i < columns.length; i++) {
      columns[i].append(source.columns[i], from, to);
    }
    rows += to - from;
  }

  /** Column by column as the elements of an array or a tuple have them, without names. */
  void writeTo(OutputStream out, int from, int to) throws IOException {
    for (var i = 0; i < columns.length; i++) {
      columns[i].writeTo(out, from, to);
    }
  }

  /** What stands before all values of an array or a tuple. */
  void writePrefixTo(OutputStream out) throws IOException {
    for (var column : columns) {
      column.writePrefixTo(out);
    }
  }

  /** One column as a block has it, without its name and type. */
  void writeTo(OutputStream out, int column, int from, int to) throws IOException {
    columns[column].writePrefixTo(out);
    columns[column].writeTo(out, from, to);
  }

  private LittleEndianBytes fixed(int width) {
    if (next() instanceof ColumnBuffer.Fixed fixed && fixed.width() == width) {
      return fixed.bytes();
    }
    throw new IllegalStateException(
        "column " + (next - 1) + " has no values of " + width + " bytes");
  }

  private ColumnBuffer next() {
    if (next == columns.length) {
      throw new IllegalStateException("a row of more than " + next + " columns");
    }
    var column = columns[next++];
    return column instanceof ColumnBuffer.Nullable nullable ? nullable.values() : column;
  }
}
