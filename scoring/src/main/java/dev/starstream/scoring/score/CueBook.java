package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives every cue list of the rubric a number while the scorer loads. */
final class CueBook {
  private final List<CueIndex.CueList> lists = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Vocabulary vocabulary;

  /**
   * @param words and their classes
   */
  CueBook(Map<WordClass, List<String>> words) {
    vocabulary = new Vocabulary(words);
  }

  /** Numbers for words; open until {@link #index}. */
  Vocabulary vocabulary() {
    return vocabulary;
  }

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

  /** The index of all lists; closes the book. */
  CueIndex index() {
    var index = new CueIndex(lists, vocabulary);
    vocabulary.close();
    return index;
  }
}
