package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;

/** What a {@link Vocabulary} knows of the words of a text, looked up once each. */
final class Words {
  /** The number of each word, or {@link Vocabulary#UNKNOWN}. */
  final int[] number;

  /** The number of each word's stem, or {@link Vocabulary#UNKNOWN}. */
  final int[] stem;

  /** The numbers of the prefixes that each word begins with. */
  final int[][] prefixes;

  private final int[] classes;

  Words(int[] number, int[] stem, int[][] prefixes, int[] classes) {
    this.number = number;
    this.stem = stem;
    this.prefixes = prefixes;
    this.classes = classes;
  }

  /** False for a token that there is not. */
  boolean is(WordClass wordClass, int token) {
    return token >= 0 && token < classes.length && (classes[token] & wordClass.bit()) != 0;
  }

  /** Whether a token has the ending of a past form, as "shipped" has, and "need" has not. */
  boolean endsAsPast(Tokens tokens, int token) {
    return tokens.endsWith(token, "ed") && !is(WordClass.NOT_PAST, token);
  }

  /** All classes of a token as bits, see {@link WordClass#bit}. */
  int bits(int token) {
    return classes[token];
  }
}
