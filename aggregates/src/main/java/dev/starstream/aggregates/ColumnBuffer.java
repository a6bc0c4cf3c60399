package dev.starstream.aggregates;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The values of one column as ClickHouse's Native format has them, so that the server copies a
 * column instead of reading row by row. Any range of its values can be written by itself. Owned by
 * one sink thread.
 */
abstract sealed class ColumnBuffer {

  private static final Map<String, Integer> WIDTHS =
      Map.of(
          "Bool", 1,
          "UInt8", 1,
          "UInt16", 2,
          "UInt32", 4,
          "UInt64", 8,
          "Float64", 8,
          "DateTime64(3, 'UTC')", 8,
          "UUID", 16);

  /** For a type as the DDL writes it. */
  static ColumnBuffer of(String type) {
    var width = WIDTHS.get(type);
    if (width != null || type.startsWith("Enum8(")) {
      return new Fixed(width == null ? 1 : width);
    }
    if (type.equals("String")) {
      return new Strings();
    }
    if (type.equals("LowCardinality(String)")) {
      return new Words();
    }
    if (type.startsWith("Nullable(")) {
      return new Nullable(of(argument(type)));
    }
    if (type.startsWith("Array(Tuple(")) {
      return new Array(elements(argument(argument(type))).stream().map(Column::of).toList());
    }
    if (type.startsWith("Array(")) {
      return new Array(List.of(new Column("", argument(type))));
    }
    throw new IllegalArgumentException("no column for type " + type);
  }

  /** What stands between the brackets of a type. */
  static String argument(String type) {
    return type.substring(type.indexOf('(') + 1, type.length() - 1);
  }

  /** What stands between the commas of a list outside of brackets. */
  static List<String> elements(String list) {
    var elements = new ArrayList<String>();
    var depth = 0;
    var start = 0;
    for (var i = 0; i < list.length(); i++) {
      switch (list.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            elements.add(list.substring(start, i).strip());
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    elements.add(list.substring(start).strip());
    return elements;
  }

  /** Drops all after the first so many values. */
  abstract void truncate(int size);

  /** Appends values of a column of the same type. */
  abstract void append(ColumnBuffer source, int from, int to);

  abstract void writeTo(OutputStream out, int from, int to) throws IOException;

  /** What stands before the values, and before those of whatever holds the column. */
  void writePrefixTo(OutputStream out) throws IOException {}

  /** Values of one width: numbers, times, enums, UUIDs. */
  static final class Fixed extends ColumnBuffer {
    private final int width;
    private final LittleEndianBytes bytes = new LittleEndianBytes();

    private Fixed(int width) {
      this.width = width;
    }

    int width() {
      return width;
    }

    LittleEndianBytes bytes() {
      return bytes;
    }

    @Override
    void truncate(int size) {
      bytes.truncate(size * width);
    }

    @Override
    void append(ColumnBuffer source, int from, int to) {
      bytes.append(((Fixed) source).bytes, from * width, to * width);
    }

    @Override
    void writeTo(OutputStream out, int from, int to) throws IOException {
      bytes.writeTo(out, from * width, to * width);
    }
  }

  /** Strings, each with its length before it. */
  static final class Strings extends ColumnBuffer {
    private final LittleEndianBytes bytes = new LittleEndianBytes();
    private final LittleEndianBytes ends = new LittleEndianBytes();

    void add(byte[] source, int from, int length) {
      bytes.string(source, from, length);
      ends.int32(bytes.size());
    }

    @Override
    void truncate(int size) {
      bytes.truncate(start(size));
      ends.truncate(size * Integer.BYTES);
    }

    @Override
    void append(ColumnBuffer source, int from, int to) {
      var strings = (Strings) source;
      for (var i = from; i < to; i++) {
        bytes.append(strings.bytes, strings.start(i), strings.start(i + 1));
        ends.int32(bytes.size());
      }
    }

    @Override
    void writeTo(OutputStream out, int from, int to) throws IOException {
      bytes.writeTo(out, start(from), start(to));
    }

    private int start(int value) {
      return value == 0 ? 0 : ends.int32At(value - 1);
    }
  }

  /** LowCardinality(String): each word once, and for each value which word it is. */
  static final class Words extends ColumnBuffer {
    private static final long SHARED_DICTIONARIES_WITH_ADDITIONAL_KEYS = 1;
    private static final long HAS_ADDITIONAL_KEYS = 1 << 9;
    private static final long NEEDS_UPDATE_OF_DICTIONARY = 1 << 10;

    private final Dictionary dictionary = new Dictionary();
    private final LittleEndianBytes indexes = new LittleEndianBytes();

    void add(byte[] source, int from, int length) {
      indexes.int32(dictionary.number(source, from, length));
    }

    @Override
    void truncate(int size) {
      indexes.truncate(size * Integer.BYTES);
      if (size == 0) {
        dictionary.clear();
      }
    }

    @Override
    void append(ColumnBuffer source, int from, int to) {
      var other = (Words) source;
      for (var i = from; i < to; i++) {
        indexes.int32(dictionary.numberIn(other.dictionary, other.indexes.int32At(i)));
      }
    }

    @Override
    void writePrefixTo(OutputStream out) throws IOException {
      var bytes = new LittleEndianBytes();
      bytes.int64(SHARED_DICTIONARIES_WITH_ADDITIONAL_KEYS);
      bytes.writeTo(out);
    }

    @Override
    void writeTo(OutputStream out, int from, int to) throws IOException {
      if (from == to) {
        // Of arrays that are all empty ClickHouse expects nothing here.
        return;
      }
      var widthCode = dictionary.size() <= 1 << 8 ? 0 : dictionary.size() <= 1 << 16 ? 1 : 2;
      var bytes = new LittleEndianBytes();
      bytes.int64(widthCode | HAS_ADDITIONAL_KEYS | NEEDS_UPDATE_OF_DICTIONARY);
      bytes.int64(dictionary.size());
      bytes.writeTo(out);
      dictionary.writeTo(out);
      bytes.truncate(0);
      bytes.int64(to - from);
      for (var i = from; i < to; i++) {
        var index = indexes.int32At(i);
        switch (widthCode) {
          case 0 -> bytes.int8(index);
          case 1 -> bytes.int16(index);
          default -> bytes.int32(index);
        }
      }
      bytes.writeTo(out);
    }
  }

  /** Flags of what is NULL, and values, of which those that are NULL mean nothing. */
  static final class Nullable extends ColumnBuffer {
    private final LittleEndianBytes flags = new LittleEndianBytes();
    private final ColumnBuffer values;

    private Nullable(ColumnBuffer values) {
      this.values = values;
    }

    ColumnBuffer values() {
      return values;
    }

    void isNull(boolean value) {
      flags.int8(value ? 1 : 0);
      if (value && values instanceof Fixed fixed) {
        fixed.bytes().zeros(fixed.width());
      } else if (value) {
        ((Strings) values).add(new byte[0], 0, 0);
      }
    }

    @Override
    void truncate(int size) {
      flags.truncate(size);
      values.truncate(size);
    }

    @Override
    void append(ColumnBuffer source, int from, int to) {
      var other = (Nullable) source;
      flags.append(other.flags, from, to);
      values.append(other.values, from, to);
    }

    @Override
    void writeTo(OutputStream out, int from, int to) throws IOException {
      flags.writeTo(out, from, to);
      values.writeTo(out, from, to);
    }
  }

  /** Where each array ends, and the elements of all. */
  static final class Array extends ColumnBuffer {
    private final LittleEndianBytes ends = new LittleEndianBytes();
    private final RowBuffer elements;

    private Array(List<Column> columns) {
      elements = new RowBuffer(columns);
    }

    RowBuffer elements() {
      return elements;
    }

    void end() {
      ends.int32(elements.rows());
    }

    @Override
    void truncate(int size) {
      elements.truncate(start(size));
      ends.truncate(size * Integer.BYTES);
    }

    @Override
    void append(ColumnBuffer source, int from, int to) {
      var other = (Array) source;
      var shift = elements.rows() - other.start(from);
      for (var i = from; i < to; i++) {
        ends.int32(other.start(i + 1) + shift);
      }
      elements.append(other.elements, other.start(from), other.start(to));
    }

    @Override
    void writePrefixTo(OutputStream out) throws IOException {
      elements.writePrefixTo(out);
    }

    @Override
    void writeTo(OutputStream out, int from, int to) throws IOException {
      var bytes = new LittleEndianBytes();
      for (var i = from; i < to; i++) {
        bytes.int64(start(i + 1) - start(from));
      }
      bytes.writeTo(out);
      elements.writeTo(out, start(from), start(to));
    }

    private int start(int array) {
      return array == 0 ? 0 : ends.int32At(array - 1);
    }
  }
}
