package dev.starstream.aggregates;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Bytes in ClickHouse's RowBinary format: values one after the other without names or separators,
 * little endian. LowCardinality(T) is written as T, Nullable(T) as a flag and T. Grows as needed
 * and is used again after {@link #clear()}. Owned by one sink thread.
 */
final class RowBuffer {

  private byte[] bytes;
  private ByteBuffer view;
  private int size;

  RowBuffer(int capacity) {
    bytes = new byte[capacity];
    view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Drops what was written after the buffer had that size. */
  void truncate(int size) {
    if (size > this.size) {
      throw new IllegalArgumentException("size: " + size + " (expected: <= " + this.size + ")");
    }
    this.size = size;
  }

  void uint8(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  void bool(boolean value) {
    uint8(value ? 1 : 0);
  }

  void uint16(int value) {
    ensure(Short.BYTES);
    view.putShort(size, (short) value);
    size += Short.BYTES;
  }

  void uint32(long value) {
    ensure(Integer.BYTES);
    view.putInt(size, (int) value);
    size += Integer.BYTES;
  }

  /** Int64, UInt64 and, as milliseconds, DateTime64(3). */
  void int64(long value) {
    ensure(Long.BYTES);
    view.putLong(size, value);
    size += Long.BYTES;
  }

  void float64(double value) {
    int64(Double.doubleToRawLongBits(value));
  }

  void uuid(UUID value) {
    int64(value.getMostSignificantBits());
    int64(value.getLeastSignificantBits());
  }

  void string(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A String of any bytes. */
  void bytes(byte[] value) {
    bytes(value, value.length);
  }

  void bytes(byte[] value, int length) {
    varint(length);
    raw(value, 0, length);
  }

  /** The flag before the value of a Nullable column; after {@code true} no value follows. */
  void isNull(boolean value) {
    bool(value);
  }

  void strings(List<String> values) {
    varint(values.size());
    for (var value : values) {
      string(value);
    }
  }

  /** An Array of whatever the writer writes for each element; Tuples are their values in turn. */
  <E> void array(List<E> elements, BiConsumer<E, RowBuffer> writer) {
    varint(elements.size());
    for (var element : elements) {
      writer.accept(element, this);
    }
  }

  /** Length of what follows: unsigned LEB128. */
  void varint(int value) {
    ensure(5);
    var rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Appends bytes as they are, such as a row of another buffer. */
  void raw(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
  }

  void copyTo(RowBuffer target, int from, int to) {
    target.raw(bytes, from, to);
  }

  void writeTo(OutputStream out, int from, int to) throws IOException {
    out.write(bytes, from, to - from);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
      view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
