package dev.starstream.scoring.score;

import java.util.Optional;

/** Which cue lists have a phrase in which sentence, and where. */
final class SentenceCues {
  private final CueMatches matches;
  private final Sentences sentences;
  private final Tokens tokens;
  private final int words;
  private final long[] bits;
  private final int[] firstMatch;
  private final int[] counts;

  /** Tokens of the longest match. */
  private int longest;

  SentenceCues(CueMatches matches, Tokens tokens, Sentences sentences, int cueLists) {
    this.matches = matches;
    this.tokens = tokens;
    this.sentences = sentences;
    words = (cueLists + 63) / 64;
    bits = new long[words * sentences.count()];
    counts = new int[cueLists];
    firstMatch = new int[sentences.count() + 1];
    int sentence = 0;
    for (int match = 0; match < matches.count(); match++) {
      while (matches.from(match) >= sentences.toToken(sentence)) {
        firstMatch[++sentence] = match;
      }
      int cue = matches.cue(match);
      counts[cue]++;
      longest = Math.max(longest, matches.to(match) - matches.from(match));
      bits[words * sentence + (cue >> 6)] |= 1L << (cue & 63);
    }
    while (sentence < sentences.count()) {
      firstMatch[++sentence] = matches.count();
    }
  }

  /** Whether a phrase of that list stands in the sentence. */
  boolean has(int cue, int sentence) {
    return (bits[words * sentence + (cue >> 6)] & (1L << (cue & 63))) != 0;
  }

  /** Cue lists 0 to 63 of a sentence, as bits. */
  long firstBits(int sentence) {
    return words == 0 ? 0 : bits[words * sentence];
  }

  /** How often phrases of that list stand in the text. */
  int count(int cue) {
    return counts[cue];
  }

  /** The first sentence with a phrase of that list, or -1. */
  int firstSentence(int cue) {
    if (counts[cue] == 0) {
      return -1;
    }
    for (int sentence = 0; sentence < sentences.count(); sentence++) {
      if (has(cue, sentence)) {
        return sentence;
      }
    }
    return -1;
  }

  /** The first phrase of that list in the text. */
  Optional<Span> first(int cue) {
    for (int match = 0; counts[cue] > 0 && match < matches.count(); match++) {
      if (matches.cue(match) == cue) {
        return Optional.of(
            new Span(tokens.start[matches.from(match)], tokens.end[matches.to(match) - 1]));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a phrase of that list stands in the sentence and touches the tokens from {@code from}
   * to {@code to}.
   */
  boolean near(int cue, int sentence, int from, int to) {
    if (!has(cue, sentence)) {
      return false;
    }
    int last = firstMatch[sentence + 1];
    int match = firstFrom(from - longest, firstMatch[sentence], last);
    for (; match < last && matches.from(match) < to; match++) {
      if (matches.cue(match) == cue && matches.to(match) > from) {
        return true;
      }
    }
    return false;
  }

  /** The first match that starts at this token or later; a long sentence has many. */
  private int firstFrom(int token, int first, int last) {
    int low = first;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (matches.from(middle) < token) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
