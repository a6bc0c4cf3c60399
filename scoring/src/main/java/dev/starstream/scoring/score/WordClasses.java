package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import java.util.List;
import java.util.Map;

/** The classes of a text's words, looked up once each. */
final class WordClasses {
  /** The lists, by hash. */
  static final class Lists {
    private final LongIntTable classes = new LongIntTable();

    Lists(Map<WordClass, List<String>> words) {
      words.forEach(
          (wordClass, members) ->
              members.forEach(
                  word -> {
                    long hash = Tokens.hash(word);
                    int known = Math.max(0, classes.get(hash));
                    classes.put(hash, known | wordClass.bit());
                  }));
    }

    WordClasses of(Tokens tokens) {
      int[] bits = new int[tokens.count];
      for (int token = 0; token < tokens.count; token++) {
        bits[token] = Math.max(0, classes.get(tokens.word[token]));
      }
      return new WordClasses(bits);
    }
  }

  private final int[] bits;

  private WordClasses(int[] bits) {
    this.bits = bits;
  }

  /** False for a token that there is not. */
  boolean is(WordClass wordClass, int token) {
    return token >= 0 && token < bits.length && (bits[token] & wordClass.bit()) != 0;
  }

  /** All classes of a token as bits, see {@link WordClass#bit}. */
  int bits(int token) {
    return bits[token];
  }
}
