package dev.starstream.scoring.score;

import java.util.Optional;

/** Which cue lists have a phrase in which sentence, and where. */
final class SentenceCues {
  private final CueMatches matches;
  private final Sentences sentences;
  private final Tokens tokens;
  private final int blocks;

  /** For each list and 64 sentences: which of them have a phrase of it, as bits. */
  private final long[] where;

  /** For each sentence which of the first 64 lists have a phrase in it, as bits. */
  private final long[] firstBits;

  private final int[] firstMatch;
  private final int[] counts;

  /** Tokens of the longest match. */
  private int longest;

  SentenceCues(CueMatches matches, Tokens tokens, Sentences sentences, int cueLists) {
    this.matches = matches;
    this.tokens = tokens;
    this.sentences = sentences;
    blocks = (sentences.count() + 63) / 64;
    where = new long[blocks * cueLists];
    firstBits = new long[sentences.count()];
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
      where[blocks * cue + (sentence >> 6)] |= 1L << sentence;
      if (cue < 64) {
        firstBits[sentence] |= 1L << cue;
      }
    }
    while (sentence < sentences.count()) {
      firstMatch[++sentence] = matches.count();
    }
  }

  /** Whether a phrase of that list stands in the sentence. */
  boolean has(int cue, int sentence) {
    return (where[blocks * cue + (sentence >> 6)] & (1L << sentence)) != 0;
  }

  /** Which of the 64 sentences from {@code 64 * block} on have a phrase of that list, as bits. */
  long sentencesWith(int cue, int block) {
    return where[blocks * cue + block];
  }

  /**
   * Whether phrases of all these lists stand in the sentence without overlapping, the first word of
   * the first and the last word of the last not more than {@code within} words apart.
   *
   * @param ordered whether they have to come in the order of the lists
   */
  boolean meet(int[] lists, boolean ordered, int within, int sentence) {
    for (int list : lists) {
      if (!has(list, sentence)) {
        return false;
      }
    }
    int last = firstMatch[sentence + 1];
    for (int match = firstMatch[sentence]; match < last; match++) {
      if (lists.length == 1
          ? matches.cue(match) == lists[0]
          : meetFrom(match, last, lists, ordered, within)) {
        return true;
      }
    }
    return false;
  }

  /** Takes what fits from left to right, beginning with this match. */
  private boolean meetFrom(int first, int last, int[] lists, boolean ordered, int within) {
    int missing = (1 << lists.length) - 1;
    int limit = matches.from(first) + within;
    int end = matches.from(first);
    for (int match = first; match < last && matches.from(match) < limit; match++) {
      if (matches.from(match) < end || matches.to(match) > limit) {
        continue;
      }
      int took = takes(matches.cue(match), lists, missing, ordered);
      if (took == 0 && match == first) {
        return false;
      }
      if (took != 0) {
        missing &= ~took;
        end = matches.to(match);
        if (missing == 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The bit of the missing list that this match fills, or 0. */
  private static int takes(int cue, int[] lists, int missing, boolean ordered) {
    for (int i = 0; i < lists.length; i++) {
      if ((missing & (1 << i)) != 0) {
        if (lists[i] == cue) {
          return 1 << i;
        }
        if (ordered) {
          return 0;
        }
      }
    }
    return 0;
  }

  /** Cue lists 0 to 63 of a sentence, as bits. */
  long firstBits(int sentence) {
    return firstBits[sentence];
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
        return Optional.of(span(match));
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a phrase of that list stands in the sentence and touches the tokens from {@code from}
   * to {@code to}.
   */
  boolean near(int cue, int sentence, int from, int to) {
    return matchNear(cue, sentence, from, to) >= 0;
  }

  /** The first phrase of that list in the sentence that touches those tokens. */
  Optional<Span> firstNear(int cue, int sentence, int from, int to) {
    int match = matchNear(cue, sentence, from, to);
    return match < 0 ? Optional.empty() : Optional.of(span(match));
  }

  /**
   * Whether phrases of both lists stand in the sentence, the second after the first with at most so
   * many words between them.
   */
  boolean follows(int first, int second, int sentence, int between) {
    if (!has(first, sentence) || !has(second, sentence)) {
      return false;
    }
    int last = firstMatch[sentence + 1];
    for (int match = firstMatch[sentence]; match < last; match++) {
      if (matches.cue(match) != first) {
        continue;
      }
      int end = matches.to(match);
      for (int next = match + 1; next < last && matches.from(next) <= end + between; next++) {
        if (matches.cue(next) == second && matches.from(next) >= end) {
          return true;
        }
      }
    }
    return false;
  }

  /** The first phrase of that list in the sentence. */
  Optional<Span> first(int cue, int sentence) {
    return firstNear(cue, sentence, sentences.fromToken(sentence), sentences.toToken(sentence));
  }

  // Matches by number, in the order of their first words.

  /** The first match in the sentence that can touch the token or one after it. */
  int firstMatch(int sentence, int token) {
    return firstFrom(token - longest, firstMatch[sentence], firstMatch[sentence + 1]);
  }

  /** One past the last match in the sentence. */
  int lastMatch(int sentence) {
    return firstMatch[sentence + 1];
  }

  int cue(int match) {
    return matches.cue(match);
  }

  int from(int match) {
    return matches.from(match);
  }

  int to(int match) {
    return matches.to(match);
  }

  private int matchNear(int cue, int sentence, int from, int to) {
    if (!has(cue, sentence)) {
      return -1;
    }
    int last = lastMatch(sentence);
    int match = firstMatch(sentence, from);
    for (; match < last && matches.from(match) < to; match++) {
      if (matches.cue(match) == cue && matches.to(match) > from) {
        return match;
      }
    }
    return -1;
  }

  private Span span(int match) {
    return new Span(tokens.start[matches.from(match)], tokens.end[matches.to(match) - 1]);
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
