package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.QuantityWords;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the quantity grammar knows of words: one lookup a word of the text, then bits and arrays.
 */
final class QuantityLexicon {
  record Unit(MetricKind kind, String name) {}

  /** What a word can be in a quantity. */
  enum Word {
    NUMBER,
    MAGNITUDE,
    FRACTION,
    MULTIPLIER,
    UNIT,
    CURRENCY,
    FREQUENCY,
    WORKER,
    SCORED,
    SCORE_JOIN,
    APPROXIMATION,
    NAMED,
    MONEY_BEFORE,
    TIME_BEFORE,
    RATED,
    FROM("from"),
    TO("to"),
    A("a", "an"),
    AND("and"),
    OR("or"),
    BETWEEN("between"),
    OF("of"),
    OUT("out"),
    PER("per"),
    AS("as"),
    BY("by"),
    IN("in"),
    AT("at"),
    THE("the"),
    OURS("our", "my", "their", "his", "her", "its"),
    POINTING("those", "these", "both", "that", "this", "which", "any", "no", "each", "every"),
    EACH("each", "every"),
    TIMES("times"),
    TWICE("twice"),
    ONCE("once"),
    HALF("half"),
    HALVES("hundredths", "thousandths", "tenths"),
    CENT("cent"),
    POINTS("points", "point"),
    PAST("past"),
    BASIS("basis"),
    DAY_ENDS("ago", "later", "before", "after"),
    SOONER("earlier", "sooner", "faster", "shorter", "quicker", "longer", "less", "late", "early"),
    AGO("ago"),
    CLOCK("am", "pm", "o'clock", "a.m", "p.m"),
    NONE("none", "nothing", "zero", "nil", "never"),
    NIL("zero", "nil"),
    MORE(
        "more", "faster", "slower", "better", "higher", "lower", "cheaper", "larger", "bigger",
        "fewer", "less", "quicker", "longer", "shorter", "greater"),
    EXTRA("more", "fewer", "less"),
    MUCH("much", "many"),
    ONE("one"),
    THAN("than"),
    X("x"),
    FOLD("fold"),
    DOWN_OR_UP("down", "up"),
    NOT("not"),
    WITHOUT("without"),
    SINGLE("single"),
    COUPLE("couple"),
    SEVERAL("several"),
    WHOLE("whole", "full", "extra", "entire", "further", "solid", "good"),
    INSTEAD("instead"),
    USUAL("usual"),
    MANY("hundreds", "thousands", "millions", "dozens", "tens"),
    WORTH("worth"),
    SO("so"),
    TOP("top"),
    OTHER("other"),
    SELF("i", "she", "he", "i'm", "she's", "he's"),
    BE("was", "is", "am", "were", "be", "been", "it's", "turned", "i'm", "she's", "he's"),
    TAKE("take", "takes", "took"),
    VERY("very");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> forms;

    Word(String... forms) {
      this.forms = List.of(forms);
    }

    @SuppressWarnings("EnumOrdinal") // a place in a long that lives as long as the enum
    int place() {
      return ordinal();
    }
  }

  /** Words at which a quantity may start; the others are passed over at once. */
  private static final Set<Word> STARTS =
      EnumSet.of(
          Word.NUMBER,
          Word.MAGNITUDE,
          Word.FRACTION,
          Word.MULTIPLIER,
          Word.FROM,
          Word.A,
          Word.TWICE,
          Word.ONCE,
          Word.NOT,
          Word.WITHOUT,
          Word.SEVERAL,
          Word.NIL,
          Word.MANY);

  private final Vocabulary vocabulary;

  private final Map<Integer, Entry> entries = new HashMap<>();

  /** By the number of a word, up to the last one that has an entry. */
  private final Entry[] byNumber;

  /** The word of which nothing is known. */
  private final Entry unknown = new Entry();

  /** What is known of one word. */
  static final class Entry {
    private long low;
    private long high;
    boolean starts;
    double number = -1;
    double magnitude;
    double fraction;
    double multiplier;
    Unit unit;
    String currency = "";

    boolean is(Word word) {
      int place = word.place();
      return ((place < 64 ? low : high) & (1L << (place & 63))) != 0;
    }

    private void add(Word word) {
      int place = word.place();
      if (place < 64) {
        low |= 1L << place;
      } else {
        high |= 1L << (place & 63);
      }
      starts |= STARTS.contains(word);
    }
  }

  QuantityLexicon(QuantityWords words, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (Word word : Word.values()) {
      add(word, word.forms);
    }
    words.numbers().forEach((form, value) -> entry(form, Word.NUMBER).number = value);
    words.magnitudes().forEach((form, value) -> entry(form, Word.MAGNITUDE).magnitude = value);
    words.fractions().forEach((form, value) -> entry(form, Word.FRACTION).fraction = value);
    words.multipliers().forEach((form, value) -> entry(form, Word.MULTIPLIER).multiplier = value);
    words.units().forEach(this::addUnits);
    words.currencies().forEach((code, name) -> entry(code, Word.CURRENCY).currency = name);
    add(Word.FREQUENCY, words.frequencies());
    add(Word.WORKER, words.workers());
    add(Word.SCORED, words.scored());
    add(Word.SCORE_JOIN, words.scoreJoins());
    add(Word.APPROXIMATION, words.approximations());
    add(Word.NAMED, words.named());
    add(Word.MONEY_BEFORE, words.moneyBefore());
    add(Word.TIME_BEFORE, words.timeBefore());
    add(Word.RATED, words.rated());
    byNumber = new Entry[vocabulary.size()];
    Arrays.fill(byNumber, unknown);
    entries.forEach((number, entry) -> byNumber[number] = entry);
  }

  private void addUnits(MetricKind kind, Map<String, List<String>> names) {
    names.forEach(
        (name, forms) -> forms.forEach(form -> entry(form, Word.UNIT).unit = new Unit(kind, name)));
  }

  private void add(Word word, List<String> forms) {
    forms.forEach(form -> entry(form, word));
  }

  private Entry entry(String form, Word word) {
    Entry entry = entries.computeIfAbsent(vocabulary.word(form), none -> new Entry());
    entry.add(word);
    return entry;
  }

  /** What is known of the word with this hash; an entry without anything if nothing is. */
  Entry of(long hash) {
    return at(vocabulary.known(hash));
  }

  private Entry at(int number) {
    return number == Vocabulary.UNKNOWN || number >= byNumber.length ? unknown : byNumber[number];
  }

  /** What is known of the words of a text. */
  Known of(Tokens tokens, Words words) {
    return new Known(tokens, words);
  }

  /** What is known of each word of a text. */
  final class Known {
    private final Tokens tokens;
    private final int[] numbers;

    private Known(Tokens tokens, Words words) {
      this.tokens = tokens;
      this.numbers = words.number;
    }

    Entry at(int token) {
      return QuantityLexicon.this.at(numbers[token]);
    }

    /** Whether a quantity may start with this word. */
    boolean starts(int token) {
      return tokens.startsWithDigit(token) || at(token).starts;
    }
  }
}
