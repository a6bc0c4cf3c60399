package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * UTF-8 that stands in a larger array. Used again for the next record. Owned by one sink thread.
 */
final class Slice {

  private byte[] bytes = {};
  private int from;
  private int length;

  static Slice of(String text) {
    var slice = new Slice();
    var bytes = text.getBytes(UTF_8);
    slice.set(bytes, 0, bytes.length);
    return slice;
  }

  void set(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
  }

  void clear() {
    length = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }

  boolean sameAs(Slice other) {
    return Arrays.equals(
        bytes, from, from + length, other.bytes, other.from, other.from + other.length);
  }

  @Override
  public String toString() {
    return new String(bytes, from, length, UTF_8);
  }
}
