package dev.starstream.drill;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must be there afterwards. Written by the traffic's thread, read when it has ended. */
final class Expected {

  /** An answer and a later one that says the same under another id. */
  record EqualPair(int first, int second) {}

  private final BitSet scored = new BitSet();
  private final Map<String, Integer> rejects = new TreeMap<>();
  private final List<EqualPair> equalPairs = new ArrayList<>();
  private long records;
  private int repeats;

  void scored(int number) {
    scored.set(number);
    records++;
  }

  void equalPair(int first, int second) {
    equalPairs.add(new EqualPair(first, second));
  }

  /**
   * A record that is rejected.
   *
   * @param reason as the table says it
   * @param name its event id, or its bytes if they hold none
   */
  void rejected(String reason, String name) {
    rejects.merge(reason + " " + name, 1, Integer::sum);
    records++;
  }

  void repeated() {
    repeats++;
    records++;
  }

  boolean isScored(int number) {
    return scored.get(number);
  }

  BitSet scored() {
    return scored;
  }

  Map<String, Integer> rejects() {
    return rejects;
  }

  List<EqualPair> equalPairs() {
    return equalPairs;
  }

  /** All records that were sent. */
  long records() {
    return records;
  }

  int repeats() {
    return repeats;
  }

  int rejectCount() {
    return rejects.values().stream().mapToInt(Integer::intValue).sum();
  }
}
