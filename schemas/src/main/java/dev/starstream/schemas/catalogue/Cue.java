package dev.starstream.schemas.catalogue;

import java.util.List;

/**
 * What shows an idea in an answer: words that meet in one sentence. {@code families.yaml} explains
 * the notation.
 *
 * @param text the cue as it is written in the catalogue
 * @param parts the parts of a story that the sentence may tell; empty if it may tell any
 * @param terms what has to stand in the sentence; empty if the sentence's part is enough
 * @param ordered whether the terms have to come in this order
 */
public record Cue(String text, List<String> parts, List<Term> terms, boolean ordered) {

  /**
   * Phrases of which one has to be there.
   *
   * @param text the term as it is written: the same text means the same phrases
   * @param phrases lower-case words with single blanks; {@code NUM} is any word that begins with a
   *     digit, a trailing {@code *} stands for any ending
   */
  public record Term(String text, List<String> phrases) {
    public Term {
      phrases = List.copyOf(phrases);
    }
  }

  public Cue {
    parts = List.copyOf(parts);
    terms = List.copyOf(terms);
    if (parts.isEmpty() && terms.isEmpty()) {
      throw new IllegalArgumentException("cue: '" + text + "' (expected: words or a part)");
    }
  }
}
