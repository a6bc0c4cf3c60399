package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;

/**
 * What the part model looks at in a sentence: its shapes and cue phrases and those of its
 * neighbours, its words, how it opens, who does what, and roughly where it stands. Nothing here is
 * weighed; the weights are in {@link PartModel}. Pairs and patterns of all words were tried too:
 * they learn the writers by heart and read strangers worse.
 */
final class PartFeatures {
  /** Sets of up to 64 yes-or-no features; a feature's place in the model is block and bit. */
  static final int SHAPES = 0;

  static final int SHAPES_BEFORE = 1;
  static final int SHAPES_AFTER = 2;
  static final int CUES = 3;
  static final int CUES_BEFORE = 4;
  static final int CUES_AFTER = 5;
  static final int LAYOUT = 6;
  static final int BLOCKS = 7;

  /** Takes the features of sentences one by one. */
  interface Sink {
    /**
     * @param block one of the blocks above
     * @param bits what the sentence has of it
     */
    void bits(int sentence, int block, long bits);

    /**
     * @param key hash of what stands in the tokens from {@code from} to {@code to}, by the template
     */
    void key(int sentence, Template template, int from, int to, int key);

    /** As {@link #key}, for the template {@link Template#WORD}; asked for often. */
    default void word(int sentence, int token, Tokens tokens, Words words) {
      key(sentence, Template.WORD, token, token + 1, wordKey(tokens.word[token]));
    }
  }

  /** What of the words a hashed feature holds. */
  enum Template {
    /** A word. */
    WORD(0x1b873593L),
    OPENING(0x41c64e6dL),
    OPENING_PAIR(0x5bd1e995L),
    /** Three tokens: function words as they are, of all others only the ending. */
    OPENING_PATTERN(0x61c88647L),
    CLOSING(0x7feb352dL),
    /** How the sentence before opens. */
    OPENING_BEFORE(0x846ca68bL),
    /** How the sentence after opens. */
    OPENING_AFTER(0x9e3779b1L),
    /** Who, and the stem of what they do. */
    DOING(0xa4093822L);

    private final long seed;

    Template(long seed) {
      this.seed = seed;
    }
  }

  private static final long EDGE = 0x452821e6L;

  private static final long ACTS =
      PartShapes.Shape.I_PAST.bit()
          | PartShapes.Shape.BARE_PAST.bit()
          | PartShapes.Shape.WE_PAST.bit()
          | PartShapes.Shape.I_ACT_NOW.bit();
  private static final long MODAL =
      PartShapes.Shape.I_MODAL.bit() | PartShapes.Shape.WE_MODAL.bit();

  private static final int KEPT =
      WordClass.FUNCTION.bit()
          | WordClass.I.bit()
          | WordClass.WE.bit()
          | WordClass.THEY.bit()
          | WordClass.IT.bit()
          | WordClass.YOU.bit()
          | WordClass.BE_PAST.bit()
          | WordClass.BE_PRESENT.bit()
          | WordClass.HAD.bit()
          | WordClass.HAVE.bit()
          | WordClass.MODAL.bit()
          | WordClass.DETERMINER.bit()
          | WordClass.PREPOSITION.bit();

  private final Reading reading;
  private final Tokens tokens;
  private final Words words;
  private final Sentences sentences;

  private PartFeatures(Reading reading) {
    this.reading = reading;
    tokens = reading.tokens();
    words = reading.words();
    sentences = reading.sentences();
  }

  /**
   * Gives the features of all sentences to the sink.
   *
   * @param shapes of the sentences, see {@link PartShapes}
   * @param cueMask which of the first 64 cue lists belong to the part model
   */
  static void collect(Reading reading, long[] shapes, long cueMask, Sink sink) {
    new PartFeatures(reading).collect(shapes, cueMask, sink);
  }

  private void collect(long[] shapes, long cueMask, Sink sink) {
    int count = shapes.length;
    long whole = whole(shapes);
    for (int i = 0; i < count; i++) {
      sink.bits(i, SHAPES, shapes[i]);
      sink.bits(i, CUES, reading.cues().firstBits(i) & cueMask);
      if (i > 0) {
        sink.bits(i, SHAPES_BEFORE, shapes[i - 1]);
        sink.bits(i, CUES_BEFORE, reading.cues().firstBits(i - 1) & cueMask);
        opening(i, i - 1, Template.OPENING_BEFORE, sink);
      }
      if (i + 1 < count) {
        sink.bits(i, SHAPES_AFTER, shapes[i + 1]);
        sink.bits(i, CUES_AFTER, reading.cues().firstBits(i + 1) & cueMask);
        opening(i, i + 1, Template.OPENING_AFTER, sink);
      }
      sink.bits(i, LAYOUT, layout(i, count) | whole);
      words(i, sink);
    }
  }

  private void words(int sentence, Sink sink) {
    int from = sentences.fromToken(sentence);
    int to = sentences.toToken(sentence);
    for (int token = from; token < to; token++) {
      sink.word(sentence, token, tokens, words);
      if (isActor(token)) {
        doing(sentence, token, to, sink);
      }
    }
    sink.key(
        sentence, Template.OPENING, from, from + 1, key(Template.OPENING, tokens.word[from], 0, 0));
    opening(sentence, sentence, Template.OPENING_PAIR, sink);
    openingPattern(sentence, from, to, sink);
    sink.key(
        sentence, Template.CLOSING, to - 1, to, key(Template.CLOSING, tokens.word[to - 1], 0, 0));
  }

  private void openingPattern(int sentence, int from, int to, Sink sink) {
    long second = from + 1 < to ? pattern(from + 1) : EDGE;
    long third = from + 2 < to ? pattern(from + 2) : EDGE;
    int key = key(Template.OPENING_PATTERN, pattern(from), second, third);
    sink.key(sentence, Template.OPENING_PATTERN, from, Math.min(to, from + 3), key);
  }

  private void doing(int sentence, int actor, int to, Sink sink) {
    int verb = actor + 1;
    while (verb < to && verb < actor + 3 && words.is(WordClass.ADVERB, verb)) {
      verb++;
    }
    if (verb < to) {
      int key = key(Template.DOING, tokens.word[actor], tokens.stem(verb), 0);
      sink.key(sentence, Template.DOING, actor, verb + 1, key);
    }
  }

  private boolean isActor(int token) {
    return words.is(WordClass.I, token)
        || words.is(WordClass.WE, token)
        || words.is(WordClass.THEY, token)
        || words.is(WordClass.IT, token);
  }

  private void opening(int sentence, int opened, Template template, Sink sink) {
    int from = sentences.fromToken(opened);
    int to = sentences.toToken(opened);
    long second = from + 1 < to ? tokens.word[from + 1] : EDGE;
    int key = key(template, tokens.word[from], second, 0);
    sink.key(sentence, template, from, Math.min(to, from + 2), key);
  }

  /** Function words as they are, of all others only the ending. */
  private long pattern(int token) {
    return (words.bits(token) & KEPT) != 0 ? tokens.word[token] : ending(token);
  }

  private int ending(int token) {
    if (tokens.startsWithDigit(token)) {
      return 1;
    }
    if (words.is(WordClass.PAST, token)) {
      return 2;
    }
    String text = tokens.text;
    int end = tokens.end[token];
    int length = tokens.length(token);
    if (length > 4) {
      char last = text.charAt(end - 1);
      char second = text.charAt(end - 2);
      if (last == 'd' && second == 'e') {
        return words.is(WordClass.NOT_PAST, token) ? 3 : 2;
      }
      if (last == 'g' && second == 'n') {
        return 4;
      }
      if (last == 'y' && second == 'l') {
        return 5;
      }
      if (last == 's' && second != 's') {
        return 6;
      }
      if (last == 'n' && second == 'o') {
        return 7;
      }
    }
    return words.is(WordClass.PARTICIPLE, token) ? 8 : 9;
  }

  private long layout(int sentence, int count) {
    int words = sentences.words(sentence);
    long bits = 1L << Math.min(5, 5 * sentence / Math.max(1, count));
    if (sentence == 0) {
      bits |= 1L << 6;
    } else if (sentence == 1) {
      bits |= 1L << 7;
    } else if (sentence == 2) {
      bits |= 1L << 8;
    }
    int left = count - 1 - sentence;
    if (left < 3) {
      bits |= 1L << (9 + left);
    }
    bits |= 1L << (12 + bin(count, 1, 2, 4, 7, 12));
    bits |= 1L << (20 + bin(words, 3, 6, 10, 16, 25, 40));
    bits |= sentence == 0 ? 1L << (28 + bin(count, 1, 2, 4, 7, 12)) : 0;
    bits |= left == 0 ? 1L << (36 + bin(count, 1, 2, 4, 7, 12)) : 0;
    return bits;
  }

  /** What kind of text it is: who acts in it at all, and how much of it is no past. */
  private long whole(long[] shapes) {
    int acts = 0;
    int noPast = 0;
    int you = 0;
    int modal = 0;
    for (long found : shapes) {
      acts += (found & ACTS) != 0 ? 1 : 0;
      noPast += (found & PartShapes.Shape.NO_PAST.bit()) != 0 ? 1 : 0;
      you += (found & PartShapes.Shape.YOU.bit()) != 0 ? 1 : 0;
      modal += (found & MODAL) != 0 ? 1 : 0;
    }
    boolean firstPerson = false;
    for (int token = 0; token < tokens.count && !firstPerson; token++) {
      firstPerson = words.is(WordClass.I, token) || words.is(WordClass.WE, token);
    }
    int count = Math.max(1, shapes.length);
    return 1L << (44 + bin(100 * acts / count, 0, 20, 50))
        | 1L << (48 + bin(100 * noPast / count, 20, 50, 80))
        | 1L << (52 + bin(100 * you / count, 0, 30))
        | 1L << (55 + bin(100 * modal / count, 0, 30))
        | (firstPerson ? 0 : 1L << 58);
  }

  /** What a bit of the block {@link #LAYOUT} says. */
  static String layoutName(int bit) {
    if (bit < 6) {
      return "place: fifth " + (bit + 1) + " of 5";
    }
    if (bit < 9) {
      return "place: sentence " + (bit - 5);
    }
    if (bit < 12) {
      return "place: " + (bit - 9) + " sentences before the end";
    }
    if (bit >= 44) {
      return bit < 48
          ? "text: share of sentences in which somebody here acts, class " + (bit - 44)
          : bit < 52
              ? "text: share of sentences without a past, class " + (bit - 48)
              : bit < 55
                  ? "text: share of sentences with you, class " + (bit - 52)
                  : bit < 58
                      ? "text: share of sentences with would and the like, class " + (bit - 55)
                      : "text: neither I nor we";
    }
    String what =
        bit < 20
            ? "sentences of the text"
            : bit < 28
                ? "words of the sentence"
                : bit < 36
                    ? "sentences of the text, at its start"
                    : "sentences of the text, at its end";
    return what + ": size class " + ((bit - 12) % 8);
  }

  private static int bin(int value, int... upTo) {
    int bin = 0;
    while (bin < upTo.length && value > upTo[bin]) {
      bin++;
    }
    return bin;
  }

  /** The key of a word by its hash. */
  static int wordKey(long word) {
    return key(Template.WORD, word, 0, 0);
  }

  private static int key(Template template, long first, long second, long third) {
    long hash = template.seed * 0x9E3779B97F4A7C15L;
    hash = (hash ^ first) * 0xff51afd7ed558ccdL;
    hash = ((hash ^ (hash >>> 32)) + second) * 0xc4ceb9fe1a85ec53L;
    hash = ((hash ^ (hash >>> 29)) + third) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32);
  }
}
