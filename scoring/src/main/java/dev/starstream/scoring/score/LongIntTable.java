package dev.starstream.scoring.score;

import java.util.Arrays;

/**
 * Hash table from 64-bit keys to ints of 0 or more, without boxing: the hot path looks up every
 * word of an answer. Filled while the scorer loads, only read afterwards.
 */
final class LongIntTable {
  static final int NONE = -1;

  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Bits for each key in the filter: of the keys that are not there one in twenty gets past it. */
  private static final int FILTER_BITS = 16;

  /** Most words of an answer are in no table: few bits say so without a look into the memory. */
  private long[] filter = new long[FILTER_BITS * 32 / 64];

  private long[] keys = new long[64];
  private int[] values = filled(64);
  private int size;

  void put(long key, int value) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int slot = slot(key * MIX, key);
    if (values[slot] == NONE) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
    mark(key);
  }

  private void mark(long key) {
    int bit = (int) ((key * MIX) >>> 20) & (64 * filter.length - 1);
    filter[bit >>> 6] |= 1L << bit;
  }

  /** The value of the key, or {@link #NONE}. */
  int get(long key) {
    long mixed = key * MIX;
    int bit = (int) (mixed >>> 20) & (64 * filter.length - 1);
    return (filter[bit >>> 6] & (1L << bit)) == 0 ? NONE : values[slot(mixed, key)];
  }

  /** Takes keys and values. */
  @FunctionalInterface
  interface Entries {
    void take(long key, int value);
  }

  /** Gives all entries, in no order. */
  void forEach(Entries entries) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (values[slot] != NONE) {
        entries.take(keys[slot], values[slot]);
      }
    }
  }

  private int slot(long mixed, long key) {
    int mask = keys.length - 1;
    int slot = (int) (mixed >>> 40) & mask;
    while (values[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = filled(2 * oldKeys.length);
    filter = new long[FILTER_BITS * keys.length / 2 / 64];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != NONE) {
        int slot = slot(oldKeys[i] * MIX, oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
        mark(oldKeys[i]);
      }
    }
  }

  private static int[] filled(int length) {
    int[] values = new int[length];
    Arrays.fill(values, NONE);
    return values;
  }
}
