package dev.starstream.aggregates;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes as ClickHouse's binary formats want them, little endian. Grows as needed and is used again
 * after {@link #truncate}. Owned by one sink thread.
 */
final class LittleEndianBytes {

  private byte[] bytes = new byte[64];
  private ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private int size;

  int size() {
    return size;
  }

  /** Drops what was written after there were that many bytes. */
  void truncate(int size) {
    if (size > this.size) {
      throw new IllegalArgumentException("size: " + size + " (expected: <= " + this.size + ")");
    }
    this.size = size;
  }

  void int8(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  void int16(int value) {
    ensure(Short.BYTES);
    view.putShort(size, (short) value);
    size += Short.BYTES;
  }

  void int32(int value) {
    ensure(Integer.BYTES);
    view.putInt(size, value);
    size += Integer.BYTES;
  }

  void int64(long value) {
    ensure(Long.BYTES);
    view.putLong(size, value);
    size += Long.BYTES;
  }

  /** The four bytes at a place that is a multiple of four. */
  int int32At(int index) {
    return view.getInt(index * Integer.BYTES);
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

  /** Bytes with their length before them. */
  void string(byte[] value) {
    string(value, 0, value.length);
  }

  /** Bytes with their length before them. */
  void string(byte[] source, int from, int length) {
    varint(length);
    raw(source, from, from + length);
  }

  void zeros(int count) {
    ensure(count);
    Arrays.fill(bytes, size, size + count, (byte) 0);
    size += count;
  }

  void append(LittleEndianBytes source, int from, int to) {
    raw(source.bytes, from, to);
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** Whether the bytes from {@code at} on are these. */
  boolean hasAt(int at, byte[] other, int from, int length) {
    return Arrays.equals(bytes, at, at + length, other, from, from + length);
  }

  void writeTo(OutputStream out, int from, int to) throws IOException {
    out.write(bytes, from, to - from);
  }

  void writeTo(OutputStream out) throws IOException {
    writeTo(out, 0, size);
  }

  private void raw(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
      view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
