package dev.starstream.devstack.cohort;

import java.util.ArrayList;
import java.util.List;

/** Where sentences end in the texts of the cohort: after . ! or ? before a space, or at the end. */
final class Sentences {

  /** The sentences of a text of one paragraph, which are separated by one space each. */
  static List<String> of(String text) {
    var sentences = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean last = i == text.length() - 1;
      if (last || (endsSentence(text.charAt(i)) && text.charAt(i + 1) == ' ')) {
        sentences.add(text.substring(start, i + 1));
        start = i + 2;
      }
    }
    return sentences;
  }

  static boolean isOne(String text) {
    return !text.isEmpty()
        && text.equals(text.strip())
        && text.indexOf('\n') < 0
        && endsSentence(text.charAt(text.length() - 1))
        && of(text).size() == 1;
  }

  private static boolean endsSentence(char c) {
    return c == '.' || c == '!' || c == '?';
  }

  private Sentences() {}
}
