package dev.starstream.scoring.rubric;

import java.util.Map;

/**
 * Sentences of the critique. {@code {name}} is filled in; which name each may use is stated in
 * {@code critique.yaml}.
 *
 * @param sentences by id, then by level; every level has one
 */
public record CoachPhrases(Map<String, Map<Level, String>> sentences) {
  public boolean has(String id) {
    return sentences.containsKey(id);
  }

  /** The sentence for that level. */
  public String sentence(String id, Level level) {
    Map<Level, String> byLevel = sentences.get(id);
    if (byLevel == null) {
      throw new IllegalArgumentException(
          "critique sentence: " + id + " (expected: one of " + sentences.keySet() + ")");
    }
    return byLevel.get(level);
  }
}
