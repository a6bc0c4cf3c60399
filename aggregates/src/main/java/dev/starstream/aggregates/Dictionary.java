package dev.starstream.aggregates;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Numbers words from 0 in the order in which they come: a hash table over UTF-8, so that no String
 * is made of a word that is known. Owned by one sink thread.
 */
final class Dictionary {

  /** The words, each with its length before it: as ClickHouse wants them. */
  private final LittleEndianBytes words = new LittleEndianBytes();

  private int[] starts = new int[16];
  private int[] lengths = new int[16];
  private int[] hashes = new int[16];
  private int size;

  /** By hash, with linear probing: 1 plus the number of a word, 0 where there is none. */
  private int[] slots = new int[64];

  private int last;

  int size() {
    return size;
  }

  void clear() {
    words.truncate(0);
    Arrays.fill(slots, 0);
    size = 0;
  }

  /** The number of a word, which is added if it is new. */
  int number(byte[] source, int from, int length) {
    if (size > 0 && is(last, source, from, length)) {
      // Rows in a row often say the same.
      return last;
    }
    last = find(source, from, length);
    return last;
  }

  /** The number here of a word that has that number in another dictionary. */
  int numberIn(Dictionary other, int number) {
    var word = other.word(number);
    return number(word, 0, word.length);
  }

  /** All words in the order of their numbers. */
  void writeTo(OutputStream out) throws IOException {
    words.writeTo(out);
  }

  private int find(byte[] source, int from, int length) {
    var hash = hash(source, from, length);
    var slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      var number = slots[slot] - 1;
      if (hashes[number] == hash && is(number, source, from, length)) {
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    return add(hash, source, from, length);
  }

  private int add(int hash, byte[] source, int from, int length) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    words.string(source, from, length);
    starts[size] = words.size() - length;
    lengths[size] = length;
    hashes[size] = hash;
    size++;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (var number = 0; number < size; number++) {
      var slot = hashes[number] & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }

  private boolean is(int number, byte[] source, int from, int length) {
    return lengths[number] == length && words.hasAt(starts[number], source, from, length);
  }

  private byte[] word(int number) {
    return words.copy(starts[number], starts[number] + lengths[number]);
  }

  private static int hash(byte[] source, int from, int length) {
    var hash = length;
    for (var i = from; i < from + length; i++) {
      hash = 31 * hash + source[i];
    }
    return hash ^ (hash >>> 15);
  }
}
