package dev.starstream.scoring.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives every cue list of the rubric a number while the scorer loads. */
final class CueBook {
  private final List<CueIndex.CueList> lists = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Adds a list; its number is what {@link SentenceCues} is asked with. */
  int add(String name, List<String> phrases) {
    int number = lists.size();
    if (numbers.put(name, number) != null) {
      throw new IllegalArgumentException("cue list: " + name + " (expected: each name once)");
    }
    lists.add(new CueIndex.CueList(number, phrases));
    return number;
  }

  int size() {
    return lists.size();
  }

  CueIndex index() {
    return new CueIndex(lists);
  }
}
