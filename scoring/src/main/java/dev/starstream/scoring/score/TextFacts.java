package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.PartShapes.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Figures of a text as a whole, each from 0 to 1, that mistakes can be weighed by. */
final class TextFacts {
  /** A figure; rules name it by its lower-case name. */
  enum Fact {
    /** Words, up to two hundred of them. */
    LENGTH,
    /** 1 for no word, 0 from forty words on. */
    SHORTNESS,
    /** Share of the sentences that tell what the speaker did. */
    OWN_ACTS,
    /** Share of the words in such sentences. */
    OWN_ACT_WORDS,
    /**
     * Share of the sentences that tell what "we" did or what was done, and nothing of one's own.
     */
    SHARED_ACTS,
    /** Of the sentences that tell an act, the share that tells one's own. */
    OWN_OF_ACTS,
    /** No sentence tells what the speaker did. */
    NO_OWN_ACT,
    /** "I" among the words: one in ten is 1. */
    I_WORDS,
    /** "we" among the words: one in ten is 1. */
    WE_WORDS,
    /** "you" among the words: one in ten is 1. */
    YOU_WORDS,
    /** Share of the sentences without a verb in the past. */
    TIMELESS,
    /** Share of the sentences in which one would, could or will and nobody did. */
    WOULD,
    /** Share of the words before the first thing that the speaker did. */
    BEFORE_OWN_ACT,
    /** Share of the words in the longest stretch in which the speaker does nothing. */
    IDLE_STRETCH,
    /** 1 if the speaker does at most one thing, half for two, a third for three. */
    FEW_OWN_ACTS,
    SITUATION_WORDS,
    ACTION_WORDS,
    RESULT_WORDS,
    NONE_WORDS,
    NO_SITUATION,
    NO_ACTION,
    NO_RESULT,
    NO_LEARNING,
    /** Quantities, names, settings and words quoted: twelve in a hundred words are 1. */
    CONCRETE,
    /** Quantities: four are 1. */
    QUANTITIES,
    /** A metric measures an effect. */
    EFFECT,
    /** Nouns like "communication", "quality", "awareness": one word in ten is 1. */
    ABSTRACT,
    /** Words of more than eight letters: one in four is 1. */
    LONG_WORDS,
    /** "Closed is closed", "a rule is a rule". */
    TAUTOLOGY,
    /** Share of the sentences that ask. */
    ASKS;

    @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
    int index() {
      return ordinal();
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Fact> named(String id) {
      for (Fact fact : ALL) {
        if (fact.id().equals(id)) {
          return Optional.of(fact);
        }
      }
      return Optional.empty();
    }
  }

  private static final Fact[] ALL = Fact.values();

  /** By their last character. */
  private static final String[][] ABSTRACT_ENDINGS = new String[128][0];

  static {
    for (String ending :
        List.of(
            "tion", "tions", "sion", "ment", "ments", "ity", "ities", "ness", "ance", "ence",
            "ship", "ism")) {
      char last = ending.charAt(ending.length() - 1);
      String[] known = ABSTRACT_ENDINGS[last];
      ABSTRACT_ENDINGS[last] = Arrays.copyOf(known, known.length + 1);
      ABSTRACT_ENDINGS[last][known.length] = ending;
    }
  }

  private final double[] values = new double[ALL.length];
  private final int concreteMarks;
  private final double[] said;

  private TextFacts(int concreteMarks, double[] said) {
    this.concreteMarks = concreteMarks;
    this.said = said;
  }

  double get(int fact) {
    return values[fact];
  }

  /**
   * The figures of a text of which no metric is known to measure an effect.
   *
   * @param concreteMarks quantities, names, dates and settings: what could be checked
   * @param said what the words say of each mistake, see {@link MistakeWords#of}
   */
  static TextFacts of(Reading reading, Parts parts, int concreteMarks, double[] said) {
    var facts = new TextFacts(concreteMarks, said);
    facts.sentences(reading.sentences(), parts);
    facts.words(reading);
    facts.put(Fact.NO_SITUATION, parts.has(Part.SITUATION) ? 0 : 1);
    facts.put(Fact.NO_ACTION, parts.has(Part.ACTION) ? 0 : 1);
    facts.put(Fact.NO_RESULT, parts.has(Part.RESULT) ? 0 : 1);
    facts.put(Fact.NO_LEARNING, parts.has(Part.LEARNING) ? 0 : 1);
    facts.put(Fact.QUANTITIES, reading.quantities().count() / 4.0);
    double hundreds = Math.max(20, reading.tokens().count) / 100.0;
    facts.put(Fact.CONCRETE, concreteMarks / hundreds / 12);
    return facts;
  }

  /** What the words of the text say of the mistake with this place in {@link MistakeModel}. */
  double said(int mistake) {
    return said[mistake];
  }

  /** Says whether a metric measures an effect. */
  TextFacts setEffect(boolean effect) {
    put(Fact.EFFECT, effect ? 1 : 0);
    return this;
  }

  boolean effect() {
    return values[Fact.EFFECT.index()] > 0;
  }

  /** Quantities, names, dates and settings: what could be checked. */
  int concreteMarks() {
    return concreteMarks;
  }

  private void put(Fact fact, double value) {
    values[fact.index()] = Math.min(1, value);
  }

  private void sentences(Sentences sentences, Parts parts) {
    int count = Math.max(1, sentences.count());
    int all = 0;
    int own = 0;
    int ownWords = 0;
    int shared = 0;
    int timeless = 0;
    int would = 0;
    int asks = 0;
    int before = 0;
    int idle = 0;
    int longestIdle = 0;
    int[] byPart = new int[Part.values().length];
    for (int i = 0; i < sentences.count(); i++) {
      int words = sentences.words(i);
      all += words;
      byPart[parts.part(i).index()] += words;
      boolean act = MistakeFinder.isOwnAct(parts, i);
      if (act) {
        own++;
        ownWords += words;
      } else if (parts.has(Shape.WE_PAST, i) || parts.has(Shape.WAS_DONE, i)) {
        shared++;
      } else if (parts.has(Shape.I_MODAL, i)
          || parts.has(Shape.WE_MODAL, i)
          || parts.has(Shape.OTHER_MODAL, i)) {
        would++;
      }
      idle = act ? 0 : idle + words;
      longestIdle = Math.max(longestIdle, idle);
      before += own == 0 ? words : 0;
      timeless += parts.has(Shape.NO_PAST, i) ? 1 : 0;
      asks += parts.has(Shape.QUESTION, i) ? 1 : 0;
    }
    double words = Math.max(1, all);
    put(Fact.OWN_ACTS, own / (double) count);
    put(Fact.OWN_ACT_WORDS, ownWords / words);
    put(Fact.SHARED_ACTS, shared / (double) count);
    put(Fact.OWN_OF_ACTS, own / (double) Math.max(1, own + shared));
    put(Fact.NO_OWN_ACT, own == 0 ? 1 : 0);
    put(Fact.TIMELESS, timeless / (double) count);
    put(Fact.WOULD, would / (double) count);
    put(Fact.ASKS, asks / (double) count);
    put(Fact.IDLE_STRETCH, longestIdle / words);
    put(Fact.FEW_OWN_ACTS, 1.0 / Math.max(1, own));
    put(Fact.BEFORE_OWN_ACT, before / words);
    put(Fact.SITUATION_WORDS, byPart[Part.SITUATION.index()] / words);
    put(Fact.ACTION_WORDS, byPart[Part.ACTION.index()] / words);
    put(Fact.RESULT_WORDS, byPart[Part.RESULT.index()] / words);
    put(Fact.NONE_WORDS, byPart[Part.NONE.index()] / words);
  }

  private void words(Reading reading) {
    Tokens tokens = reading.tokens();
    int i = 0;
    int we = 0;
    int you = 0;
    int nouns = 0;
    int longOnes = 0;
    for (int token = 0; token < tokens.count; token++) {
      int length = tokens.length(token);
      if (length < 6) {
        i += reading.words().is(WordClass.I, token) ? 1 : 0;
        we += reading.words().is(WordClass.WE, token) ? 1 : 0;
        you += reading.words().is(WordClass.YOU, token) ? 1 : 0;
      } else {
        nouns += isAbstract(tokens, token) ? 1 : 0;
        longOnes += length > 8 ? 1 : 0;
      }
    }
    put(Fact.TAUTOLOGY, hasTautology(reading) ? 1 : 0);
    double all = Math.max(1, tokens.count);
    put(Fact.I_WORDS, 10 * i / all);
    put(Fact.WE_WORDS, 10 * we / all);
    put(Fact.YOU_WORDS, 10 * you / all);
    put(Fact.ABSTRACT, 10 * nouns / all);
    put(Fact.LONG_WORDS, 4 * longOnes / all);
    put(Fact.LENGTH, tokens.count / 200.0);
    put(Fact.SHORTNESS, Math.max(0, 40 - tokens.count) / 40.0);
  }

  private static boolean hasTautology(Reading reading) {
    Tokens tokens = reading.tokens();
    for (int token = 1; token + 1 < tokens.count; token++) {
      if (tokens.length(token) > 3 || !reading.words().is(WordClass.BE_PRESENT, token)) {
        continue;
      }
      long noun = tokens.word[token - 1];
      boolean after = tokens.word[token + 1] == noun;
      boolean afterArticle =
          token + 2 < tokens.count
              && tokens.length(token + 1) <= 2
              && tokens.word[token + 2] == noun;
      if ((after || afterArticle) && !reading.words().is(WordClass.FUNCTION, token - 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAbstract(Tokens tokens, int token) {
    String[] endings = ABSTRACT_ENDINGS[Math.min(127, tokens.last(token))];
    for (String ending : endings) {
      if (tokens.endsWith(token, ending)) {
        return true;
      }
    }
    return false;
  }
}
