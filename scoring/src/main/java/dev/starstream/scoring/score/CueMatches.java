package dev.starstream.scoring.score;

import java.util.Arrays;

/** Where cue phrases stand: cue number, first token, one past the last token. */
final class CueMatches {
  private int[] rows = new int[3 * 64];
  private int count;

  void add(int cue, int from, int to) {
    if (3 * (count + 1) > rows.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
    }
    rows[3 * count] = cue;
    rows[3 * count + 1] = from;
    rows[3 * count + 2] = to;
    count++;
  }

  int count() {
    return count;
  }

  int cue(int match) {
    return rows[3 * match];
  }

  int from(int match) {
    return rows[3 * match + 1];
  }

  int to(int match) {
    return rows[3 * match + 2];
  }
}
