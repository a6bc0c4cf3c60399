package dev.starstream.devstack.cohort;

import dev.starstream.scoring.rubric.Part;

/**
 * What a sentence truly tells.
 *
 * @param start UTF-16 offset into the answer's text
 * @param end exclusive; {@code text.substring(start, end)} is the sentence with its full stop
 */
public record LabelledSentence(int start, int end, Part part) {
  public LabelledSentence {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "sentence: [" + start + "," + end + ") (expected: 0 <= start < end)");
    }
  }
}
