package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.QuantityWords;
import dev.starstream.scoring.rubric.WordClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The quantity grammar: numbers in digits and words with a unit, a currency, a counted noun or a
 * partner ("from 8 seconds to 1.5 seconds"). Dates, clock times, versions, names and idioms are no
 * quantities. Works on tokens and the characters between them; no regular expressions.
 */
final class QuantityFinder {
  private record Unit(MetricKind kind, String name) {}

  private final LongIntTable numbers = new LongIntTable();
  private final LongIntTable magnitudes = new LongIntTable();
  private final LongIntTable units = new LongIntTable();
  private final LongIntTable currencies = new LongIntTable();
  private final LongIntTable fractions = new LongIntTable();
  private final LongIntTable multipliers = new LongIntTable();
  private final LongIntTable frequencies = new LongIntTable();
  private final LongIntTable workers = new LongIntTable();
  private final LongIntTable scored = new LongIntTable();
  private final LongIntTable scoreJoins = new LongIntTable();
  private final LongIntTable approximations = new LongIntTable();
  private final LongIntTable small = new LongIntTable();
  private final List<Double> values = new ArrayList<>();
  private final List<Unit> unitsByNumber = new ArrayList<>();
  private final List<String> currencyNames = new ArrayList<>();
  private final int idiomCue;
  private final int manyCue;

  /** Small words that the grammar itself knows. */
  private enum Small {
    FROM,
    TO,
    A,
    AND,
    BETWEEN,
    OF,
    OUT,
    PER,
    AS,
    BY,
    IN,
    THE,
    TIMES,
    TWICE,
    ONCE,
    HALF,
    CENT,
    POINTS,
    AGO,
    AM,
    NONE,
    MORE,
    EACH,
    ONE,
    THAN,
    X,
    FOLD,
    DOWN;

    @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
    int index() {
      return ordinal();
    }
  }

  private static final Map<Small, List<String>> SMALL =
      Map.ofEntries(
          Map.entry(Small.FROM, List.of("from")),
          Map.entry(Small.TO, List.of("to")),
          Map.entry(Small.A, List.of("a", "an")),
          Map.entry(Small.AND, List.of("and")),
          Map.entry(Small.BETWEEN, List.of("between")),
          Map.entry(Small.OF, List.of("of")),
          Map.entry(Small.OUT, List.of("out")),
          Map.entry(Small.PER, List.of("per")),
          Map.entry(Small.AS, List.of("as")),
          Map.entry(Small.BY, List.of("by")),
          Map.entry(Small.IN, List.of("in")),
          Map.entry(
              Small.THE, List.of("the", "our", "my", "their", "its", "all", "those", "these")),
          Map.entry(Small.TIMES, List.of("times")),
          Map.entry(Small.TWICE, List.of("twice")),
          Map.entry(Small.ONCE, List.of("once")),
          Map.entry(Small.HALF, List.of("half")),
          Map.entry(Small.CENT, List.of("cent")),
          Map.entry(Small.POINTS, List.of("points", "point")),
          Map.entry(Small.AGO, List.of("ago")),
          Map.entry(Small.AM, List.of("am", "pm", "o'clock", "a.m", "p.m")),
          Map.entry(Small.NONE, List.of("none", "nothing", "zero")),
          Map.entry(
              Small.MORE,
              List.of(
                  "more", "faster", "slower", "better", "higher", "lower", "cheaper", "larger",
                  "bigger", "fewer", "less", "quicker", "longer", "shorter", "greater")),
          Map.entry(Small.EACH, List.of("each", "every")),
          Map.entry(Small.ONE, List.of("one")),
          Map.entry(Small.THAN, List.of("than")),
          Map.entry(Small.X, List.of("x")),
          Map.entry(Small.FOLD, List.of("fold")),
          Map.entry(Small.DOWN, List.of("down", "up")));

  QuantityFinder(QuantityWords words, CueBook book) {
    addValues(numbers, words.numbers());
    addValues(magnitudes, words.magnitudes());
    addValues(fractions, words.fractions());
    addValues(multipliers, words.multipliers());
    words
        .units()
        .forEach(
            (kind, names) ->
                names.forEach(
                    (name, forms) -> {
                      unitsByNumber.add(new Unit(kind, name));
                      forms.forEach(form -> units.put(Tokens.hash(form), unitsByNumber.size() - 1));
                    }));
    words
        .currencies()
        .forEach(
            (code, name) -> {
              currencyNames.add(name);
              currencies.put(Tokens.hash(code), currencyNames.size() - 1);
            });
    addWords(frequencies, words.frequencies());
    addWords(workers, words.workers());
    addWords(scored, words.scored());
    addWords(scoreJoins, words.scoreJoins());
    addWords(approximations, words.approximations());
    SMALL.forEach(
        (kind, forms) -> forms.forEach(form -> small.put(Tokens.hash(form), kind.index())));
    idiomCue = book.add("quantities/idioms", words.idioms());
    manyCue = book.add("quantities/many", words.many());
  }

  private void addValues(LongIntTable table, Map<String, Double> numbers) {
    numbers.forEach(
        (word, value) -> {
          values.add(value);
          table.put(Tokens.hash(word), values.size() - 1);
        });
  }

  private static void addWords(LongIntTable table, List<String> words) {
    words.forEach(word -> table.put(Tokens.hash(word), 1));
  }

  Quantities find(Tokens tokens, WordClasses words, Sentences sentences, SentenceCues cues) {
    var found = new ArrayList<Quantities.Quantity>();
    for (int sentence = 0; sentence < sentences.count(); sentence++) {
      new Scan(tokens, words, sentences, cues, sentence, found).run();
    }
    return new Quantities(found, sentences.count());
  }

  /** One part of a quantity: a number, what it counts, and where it ends. */
  private static final class Amount {
    int from;
    int next;
    int startChar;
    int endChar;
    double value;
    boolean inWords;
    MetricKind kind;
    String unit = "";

    boolean hasUnit() {
      return kind != null;
    }
  }

  /** One pass over a sentence. */
  private final class Scan {
    private final Tokens tokens;
    private final WordClasses words;
    private final SentenceCues cues;
    private final int sentence;
    private final int from;
    private final int to;
    private final String text;
    private final List<Quantities.Quantity> found;

    Scan(
        Tokens tokens,
        WordClasses words,
        Sentences sentences,
        SentenceCues cues,
        int sentence,
        List<Quantities.Quantity> found) {
      this.tokens = tokens;
      this.words = words;
      this.cues = cues;
      this.sentence = sentence;
      this.from = sentences.fromToken(sentence);
      this.to = sentences.toToken(sentence);
      this.text = tokens.text;
      this.found = found;
    }

    void run() {
      int token = from;
      while (token < to) {
        token = Math.max(token + 1, at(token));
      }
    }

    /** Finds a quantity that starts here and returns the token after it, or 0. */
    private int at(int token) {
      int known = small.get(tokens.word[token]);
      boolean digit = tokens.startsWithDigit(token);
      if (!digit
          && known == LongIntTable.NONE
          && numbers.get(tokens.word[token]) == LongIntTable.NONE
          && magnitudes.get(tokens.word[token]) == LongIntTable.NONE
          && fractions.get(tokens.word[token]) == LongIntTable.NONE
          && multipliers.get(tokens.word[token]) == LongIntTable.NONE
          && !cues.near(manyCue, sentence, token, token + 1)) {
        return 0;
      }
      if (cues.near(idiomCue, sentence, token, token + 1) && !isFrequency(token)) {
        return 0;
      }
      if (known == Small.FROM.index()) {
        return delta(token, token + 1);
      }
      int word = multipliers.get(tokens.word[token]);
      if (word != LongIntTable.NONE) {
        return add(MetricKind.MULTIPLIER, values.get(word), "x", token, token + 1);
      }
      if (known == Small.TWICE.index()) {
        return twice(token);
      }
      int afterFraction = fraction(token);
      if (afterFraction > 0) {
        return afterFraction;
      }
      if (cues.near(manyCue, sentence, token, token + 1)) {
        return many(token);
      }
      Amount amount = amount(token);
      if (amount == null) {
        return 0;
      }
      if (!amount.hasUnit()) {
        return amount.next;
      }
      int paired = pair(amount);
      if (paired > 0) {
        return paired;
      }
      return add(amount);
    }

    private boolean is(Small kind, int token) {
      return token >= from && token < to && small.get(tokens.word[token]) == kind.index();
    }

    private boolean isFrequency(int token) {
      return frequencies.get(tokens.word[token]) != LongIntTable.NONE;
    }

    // ---- numbers

    /**
     * The number at a token with its unit, currency or counted noun; null if there is no number or
     * it is a date, a time, a version, a name or a place in a list.
     */
    private Amount amount(int token) {
      Amount amount = number(token);
      if (amount == null) {
        return null;
      }
      range(amount);
      unit(amount);
      return amount;
    }

    private Amount number(int token) {
      if (token >= to) {
        return null;
      }
      return tokens.startsWithDigit(token) ? digits(token) : words(token);
    }

    /** Numbers in words: "twenty five", "three hundred", "a hundred", "two and a half". */
    private Amount words(int token) {
      var amount = new Amount();
      amount.from = token;
      amount.inWords = true;
      int at = token;
      if (is(Small.A, at)
          && at + 1 < to
          && magnitudes.get(tokens.word[at + 1]) != LongIntTable.NONE
          && tokens.length(at + 1) > 2) {
        amount.value = 1;
        at++;
      } else {
        int word = numbers.get(tokens.word[at]);
        if (word == LongIntTable.NONE) {
          return null;
        }
        amount.value = values.get(word);
        at++;
        if (at < to && amount.value >= 20 && amount.value < 100 && adjacent(at)) {
          int ones = numbers.get(tokens.word[at]);
          if (ones != LongIntTable.NONE && values.get(ones) < 10) {
            amount.value += values.get(ones);
            at++;
          }
        }
      }
      amount.next = at;
      magnitude(amount);
      if (is(Small.AND, amount.next)
          && is(Small.A, amount.next + 1)
          && is(Small.HALF, amount.next + 2)) {
        amount.value += 0.5;
        amount.next += 3;
      }
      amount.startChar = tokens.start[token];
      amount.endChar = tokens.end[amount.next - 1];
      boolean named = words.is(WordClass.NAMED_BY_NUMBER, token - 1) && token > from;
      return named ? null : amount;
    }

    private void magnitude(Amount amount) {
      while (amount.next < to && adjacent(amount.next)) {
        int word = magnitudes.get(tokens.word[amount.next]);
        if (word == LongIntTable.NONE
            || (tokens.length(amount.next) < 2 && !isGlued(amount.next))) {
          return;
        }
        amount.value *= values.get(word);
        amount.next++;
        if (is(Small.AND, amount.next) && amount.inWords) {
          int rest = amount.next + 1 < to ? numbers.get(tokens.word[amount.next + 1]) : -1;
          if (rest != LongIntTable.NONE) {
            amount.value += values.get(rest);
            amount.next += 2;
          }
        }
      }
    }

    /** Numbers in digits: "1,200", "4.5", "10x", "800ms", "40k", "$1.2M". */
    private Amount digits(int token) {
      int begin = tokens.start[token];
      char before = begin == 0 ? ' ' : text.charAt(begin - 1);
      boolean inName =
          (before == '.' || before == '-' || before == '_' || before == '/' || before == ':')
              && begin > 1
              && Character.isLetterOrDigit(text.charAt(begin - 2));
      if (before == '#' || inName) {
        return null;
      }
      int at = begin;
      double value = 0;
      int digits = 0;
      boolean grouped = false;
      int next = token;
      int end = begin;
      while (true) {
        while (end < tokens.end[next] && Tokens.isDigit(text.charAt(end))) {
          value = value * 10 + (text.charAt(end) - '0');
          digits++;
          end++;
        }
        boolean thousands =
            end == tokens.end[next]
                && next + 1 < to
                && end + 1 == tokens.start[next + 1]
                && text.charAt(end) == ','
                && leadingDigits(next + 1) == 3;
        if (!thousands) {
          break;
        }
        grouped = true;
        next++;
        end = tokens.start[next];
      }
      boolean decimal = false;
      if (end == tokens.end[next]
          && next + 1 < to
          && end + 1 == tokens.start[next + 1]
          && (text.charAt(end) == '.' || (text.charAt(end) == ',' && leadingDigits(next + 1) < 3))
          && leadingDigits(next + 1) > 0) {
        next++;
        end = tokens.start[next];
        double scale = 0.1;
        while (end < tokens.end[next] && Tokens.isDigit(text.charAt(end))) {
          value += scale * (text.charAt(end) - '0');
          scale /= 10;
          end++;
        }
        decimal = true;
        if (end < text.length() - 1
            && text.charAt(end) == '.'
            && Tokens.isDigit(text.charAt(end + 1))) {
          return null; // a version: 3.2.1
        }
      }
      var amount = new Amount();
      amount.from = token;
      amount.startChar = at;
      amount.value = value;
      amount.next = next + 1;
      amount.endChar = end;
      if (end < tokens.end[next] && !suffix(amount, end, tokens.end[next])) {
        return null;
      }
      if (!amount.hasUnit() && isNoAmount(amount, digits, grouped, decimal)) {
        return null;
      }
      if (!amount.hasUnit()) {
        magnitude(amount);
        amount.endChar = Math.max(amount.endChar, tokens.end[amount.next - 1]);
      }
      if (amount.endChar < text.length() && text.charAt(amount.endChar) == '+') {
        amount.endChar++;
      }
      currencyBefore(amount);
      return amount;
    }

    private int leadingDigits(int token) {
      int at = tokens.start[token];
      while (at < tokens.end[token] && Tokens.isDigit(text.charAt(at))) {
        at++;
      }
      return at - tokens.start[token];
    }

    /** Letters glued to the digits. Returns false if they make it a name or a place in an order. */
    private boolean suffix(Amount amount, int begin, int end) {
      long hash = Tokens.hash(text.subSequence(begin, Math.min(end, begin + 12)));
      amount.endChar = end;
      int word = magnitudes.get(hash);
      if (word != LongIntTable.NONE) {
        amount.value *= values.get(word);
        return true;
      }
      if (hash == Tokens.hash("x")) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        return true;
      }
      int unit = units.get(hash);
      boolean decade = end - begin == 1 && amount.value >= 1000;
      if (unit == LongIntTable.NONE || decade) {
        return false;
      }
      amount.kind = unitsByNumber.get(unit).kind();
      amount.unit = unitsByNumber.get(unit).name();
      return true;
    }

    /** Dates, clock times, years, list numbers, and names that end in a number. */
    private boolean isNoAmount(Amount amount, int digits, boolean grouped, boolean decimal) {
      int token = amount.from;
      int end = amount.endChar;
      char after = end < text.length() ? text.charAt(end) : ' ';
      boolean digitAfter = end + 1 < text.length() && Tokens.isDigit(text.charAt(end + 1));
      if ((after == ':' && digitAfter) || is(Small.AM, amount.next)) {
        return true;
      }
      if (after == '/' && digitAfter && !isScoreOf(amount)) {
        return true;
      }
      if (after == '-' && digitAfter && isDate(amount.next)) {
        return true;
      }
      boolean nearMonth =
          (words.is(WordClass.MONTH, token - 1) && token > from)
              || (amount.next < to && words.is(WordClass.MONTH, amount.next))
              || (is(Small.OF, amount.next) && words.is(WordClass.MONTH, amount.next + 1));
      if (nearMonth && !decimal && amount.value <= 2100) {
        return true;
      }
      if (digits == 4 && !grouped && !decimal && amount.value >= 1900 && amount.value <= 2100) {
        boolean dated = token > from && words.is(WordClass.PREPOSITION, token - 1);
        boolean currency = amount.startChar > 0 && currencySign(amount.startChar - 1) != null;
        return !currency && (dated || !isUnitNext(amount));
      }
      boolean listNumber = token == from && (after == '.' || after == ')');
      boolean named = token > from && words.is(WordClass.NAMED_BY_NUMBER, token - 1);
      return listNumber || named;
    }

    private boolean isUnitNext(Amount amount) {
      int next = amount.next;
      return next < to && (units.get(tokens.word[next]) != LongIntTable.NONE || noun(next) > 0);
    }

    private boolean isDate(int token) {
      return token + 1 < to
          && tokens.startsWithDigit(token)
          && tokens.startsWithDigit(token + 1)
          && text.charAt(tokens.end[token]) == '-';
    }

    private boolean isScoreOf(Amount amount) {
      int next = amount.next;
      int end = next < to ? tokens.end[next] : 0;
      boolean date = end + 1 < text.length() && end > 0 && text.charAt(end) == '/';
      return next < to && !date && isScale(next) && amount.value <= intValue(next);
    }

    private boolean isScale(int token) {
      int value = intValue(token);
      return value == 5 || value == 10 || value == 100;
    }

    private int intValue(int token) {
      int value = 0;
      for (int i = tokens.start[token]; i < tokens.end[token]; i++) {
        if (!Tokens.isDigit(text.charAt(i)) || value > 100_000) {
          return -1;
        }
        value = value * 10 + text.charAt(i) - '0';
      }
      return value;
    }

    private void currencyBefore(Amount amount) {
      int before = amount.startChar - 1;
      if (before >= 0 && text.charAt(before) == ' ') {
        before--;
      }
      String sign = before < 0 ? null : currencySign(before);
      if (sign != null) {
        amount.kind = MetricKind.MONEY;
        amount.unit = sign;
        amount.startChar = before;
        if (before > 1 && text.charAt(before - 1) == 'S' && text.charAt(before - 2) == 'U') {
          amount.startChar = before - 2;
        }
        return;
      }
      int token = amount.from - 1;
      if (token >= from && adjacent(amount.from)) {
        int code = currencies.get(tokens.word[token]);
        if (code != LongIntTable.NONE) {
          amount.kind = MetricKind.MONEY;
          amount.unit = currencyNames.get(code);
          amount.startChar = tokens.start[token];
        }
      }
    }

    private String currencySign(int at) {
      return switch (text.charAt(at)) {
        case '$' -> "USD";
        case '\u20ac' -> "EUR";
        case '\u00a3' -> "GBP";
        case '\u00a5' -> "JPY";
        case '\u20b9' -> "INR";
        default -> null;
      };
    }

    /** "15-20", "15 to 20", "between 15 and 20": goes on to the second number, value in between. */
    private void range(Amount amount) {
      if (amount.next >= to || amount.kind == MetricKind.MULTIPLIER) {
        return;
      }
      int second = amount.next;
      boolean dash = isDash(amount.endChar, second);
      boolean between = amount.from > from && is(Small.BETWEEN, amount.from - 1);
      if (!dash) {
        boolean joined = is(Small.TO, second) || (between && is(Small.AND, second));
        if (!joined || (amount.from > from && is(Small.FROM, amount.from - 1))) {
          return;
        }
        second++;
      }
      Amount other = numberAfterDash(second, dash);
      if (other == null || (other.value <= amount.value && other.kind == amount.kind)) {
        return;
      }
      boolean clash = amount.hasUnit() && other.hasUnit() && amount.kind != other.kind;
      if (clash || (amount.hasUnit() && !other.hasUnit() && amount.kind != MetricKind.MONEY)) {
        return;
      }
      amount.value = (amount.value + other.value) / 2;
      amount.next = other.next;
      amount.endChar = other.endChar;
      if (!amount.hasUnit()) {
        amount.kind = other.kind;
        amount.unit = other.unit;
      }
    }

    private Amount numberAfterDash(int token, boolean dash) {
      if (token >= to) {
        return null;
      }
      if (!dash || !tokens.startsWithDigit(token)) {
        return number(token);
      }
      // The dash before it would make it the end of a name.
      int end = tokens.start[token];
      double value = 0;
      while (end < tokens.end[token] && Tokens.isDigit(text.charAt(end))) {
        value = value * 10 + (text.charAt(end) - '0');
        end++;
      }
      var amount = new Amount();
      amount.from = token;
      amount.next = token + 1;
      amount.startChar = tokens.start[token];
      amount.endChar = end;
      amount.value = value;
      if (end < tokens.end[token] && !suffix(amount, end, tokens.end[token])) {
        return null;
      }
      return amount;
    }

    private boolean isDash(int endChar, int token) {
      boolean dash = false;
      for (int i = endChar; i < tokens.start[token]; i++) {
        char c = text.charAt(i);
        if (c == '-' || c == '\u2013' || c == '\u2014') {
          dash = true;
        } else if (c != ' ' && currencySign(i) == null) {
          return false;
        }
      }
      return dash && tokens.startsWithDigit(token);
    }

    // ---- units

    private void unit(Amount amount) {
      if (amount.hasUnit()) {
        if (amount.kind == MetricKind.MONEY) {
          magnitude(amount);
          amount.endChar = Math.max(amount.endChar, tokens.end[amount.next - 1]);
        } else if (amount.kind == MetricKind.DURATION) {
          restOfDuration(amount);
        }
        return;
      }
      if (percentSign(amount)) {
        return;
      }
      if (score(amount)) {
        return;
      }
      int next = amount.next;
      if (next >= to || !adjacentAfter(amount.endChar, next)) {
        return;
      }
      int unit = units.get(tokens.word[next]);
      boolean letter = tokens.length(next) == 1;
      if (unit != LongIntTable.NONE && !letter) {
        unit(amount, unitsByNumber.get(unit), next);
        return;
      }
      if (workers.get(tokens.word[next]) != LongIntTable.NONE
          && next + 1 < to
          && adjacent(next + 1)) {
        int after = units.get(tokens.word[next + 1]);
        if (after != LongIntTable.NONE
            && unitsByNumber.get(after).kind() == MetricKind.DURATION
            && tokens.length(next + 1) > 2) {
          amount.next = next + 1;
          unit(amount, unitsByNumber.get(after), next + 1);
          return;
        }
      }
      int code = currencies.get(tokens.word[next]);
      if (code != LongIntTable.NONE) {
        amount.kind = MetricKind.MONEY;
        amount.unit = currencyNames.get(code);
        end(amount, next + 1);
        return;
      }
      if (is(Small.CENT, next + 1) && is(Small.PER, next)) {
        amount.kind = MetricKind.PERCENT;
        amount.unit = "%";
        end(amount, next + 2);
        return;
      }
      if (is(Small.TIMES, next)) {
        times(amount, next);
        return;
      }
      if (is(Small.X, next) || is(Small.FOLD, next)) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        end(amount, next + 1);
        return;
      }
      counted(amount, next);
    }

    private void unit(Amount amount, Unit unit, int token) {
      if (cues.near(idiomCue, sentence, token, token + 1)) {
        amount.next = token + 1; // "fourteen year olds"
        return;
      }
      if (unit.kind() == MetricKind.DURATION && is(Small.AGO, token + 1)) {
        amount.next = token + 2; // a date
        return;
      }
      boolean oneDay = amount.inWords && amount.value == 1 && unit.name().equals("day");
      boolean aSecond = amount.inWords && amount.value == 1 && unit.name().equals("s");
      if (oneDay || aSecond) {
        amount.next = token + 1;
        return;
      }
      amount.kind = unit.kind();
      amount.unit = unit.name();
      end(amount, token + 1);
      if (unit.kind() == MetricKind.PERCENT && is(Small.POINTS, amount.next)) {
        end(amount, amount.next + 1);
      }
      if (unit.kind() == MetricKind.DURATION) {
        restOfDuration(amount);
      }
    }

    /** "5 hours 40 minutes", "two years and three months" are one duration. */
    private void restOfDuration(Amount amount) {
      int next = is(Small.AND, amount.next) ? amount.next + 1 : amount.next;
      if (next >= to || !adjacentAfter(amount.endChar, amount.next)) {
        return;
      }
      Amount rest = number(next);
      if (rest == null || rest.next >= to || rest.kind == MetricKind.MONEY) {
        return;
      }
      int last = rest.kind == MetricKind.DURATION ? rest.next - 1 : rest.next;
      int unit = rest.kind == MetricKind.DURATION ? 0 : units.get(tokens.word[last]);
      if (unit == LongIntTable.NONE
          || (rest.kind == null && unitsByNumber.get(unit).kind() != MetricKind.DURATION)) {
        return;
      }
      end(amount, last + 1);
    }

    private boolean percentSign(Amount amount) {
      int at = amount.endChar;
      if (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      if (at < text.length() && text.charAt(at) == '%') {
        amount.kind = MetricKind.PERCENT;
        amount.unit = "%";
        amount.endChar = at + 1;
        return true;
      }
      return false;
    }

    private boolean score(Amount amount) {
      int next = is(Small.POINTS, amount.next) ? amount.next + 1 : amount.next;
      boolean slash =
          next < to
              && amount.endChar < text.length()
              && text.charAt(amount.endChar) == '/'
              && amount.endChar + 1 == tokens.start[next]
              && isScoreOf(amount);
      boolean outOf =
          is(Small.OUT, next)
              && is(Small.OF, next + 1)
              && next + 2 < to
              && (tokens.startsWithDigit(next + 2)
                  ? isScale(next + 2)
                  : numbers.get(tokens.word[next + 2]) != LongIntTable.NONE);
      if (slash || outOf) {
        int last = slash ? next : next + 2;
        end(amount, last + 1);
        int noun = noun(amount.next);
        amount.kind = MetricKind.SCORE;
        amount.unit = "points";
        if (outOf && noun > 0) {
          amount.kind = MetricKind.COUNT;
          amount.unit = name(noun - 1);
          end(amount, noun);
        }
        return true;
      }
      int word = amount.from - 1;
      int steps = 0;
      while (word >= from
          && steps < 4
          && scoreJoins.get(tokens.word[word]) != LongIntTable.NONE
          && scored.get(tokens.word[word]) == LongIntTable.NONE) {
        word--;
        steps++;
      }
      boolean isScored = word >= from && scored.get(tokens.word[word]) != LongIntTable.NONE;
      int unit = next < to ? units.get(tokens.word[next]) : LongIntTable.NONE;
      boolean otherUnit = unit != LongIntTable.NONE && !tokens.endsWith(next, "s");
      if (!isScored
          || otherUnit
          || (unit != LongIntTable.NONE && adjacentAfter(amount.endChar, next))) {
        return false;
      }
      amount.kind = MetricKind.SCORE;
      amount.unit = name(word);
      if (steps <= 1) {
        amount.from = word;
        amount.startChar = tokens.start[word];
      }
      return true;
    }

    private void times(Amount amount, int token) {
      if (is(Small.MORE, token + 1) || is(Small.AS, token + 1) || is(Small.THE, token + 1)) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        boolean compared = is(Small.AS, token + 1) && token + 2 < to;
        end(amount, is(Small.THE, token + 1) ? token + 1 : compared ? token + 3 : token + 2);
      } else if (perTime(token + 1) > 0) {
        amount.kind = MetricKind.COUNT;
        amount.unit = "time";
        end(amount, perTime(token + 1));
      } else {
        amount.next = token + 1;
      }
    }

    /** "a day", "per week", "each month": the token after it, or 0. */
    private int perTime(int token) {
      boolean per = is(Small.A, token) || is(Small.PER, token) || is(Small.EACH, token);
      if (!per || token + 1 >= to) {
        return 0;
      }
      int unit = units.get(tokens.word[token + 1]);
      boolean time =
          unit != LongIntTable.NONE
              && unitsByNumber.get(unit).kind() == MetricKind.DURATION
              && !tokens.endsWith(token + 1, "s");
      boolean quarter =
          fractions.get(tokens.word[token + 1]) != LongIntTable.NONE
              && tokens.startsWith(token + 1, "quarter");
      return time || quarter ? token + 2 : 0;
    }

    private void counted(Amount amount, int token) {
      boolean one = amount.inWords && amount.value == 1;
      boolean hyphen =
          text.charAt(tokens.end[token - 1]) == '-' || text.charAt(amount.endChar) == '-';
      if (one) {
        amount.next = token;
        return;
      }
      if (hyphen && !amount.inWords && !isPastShape(token)) {
        amount.kind = MetricKind.COUNT;
        amount.unit = name(token);
        end(amount, token + 1);
        return;
      }
      if (hyphen && amount.inWords) {
        return;
      }
      int of = token;
      if (is(Small.OF, of) && is(Small.THE, of + 1)) {
        Amount whole = number(of + 2);
        int noun = noun(whole == null ? of + 2 : whole.next);
        if (whole != null && noun > 0) {
          amount.kind = MetricKind.COUNT;
          amount.unit = name(noun - 1);
          end(amount, noun);
        }
        return;
      }
      int noun = noun(token);
      if (noun > 0) {
        amount.kind = MetricKind.COUNT;
        amount.unit = name(noun - 1);
        end(amount, noun);
        return;
      }
      int rate = perTime(token);
      if (rate > 0) {
        amount.kind = MetricKind.COUNT;
        amount.unit = "per " + name(rate - 1);
        end(amount, rate);
      }
    }

    /** The end of a counted noun with up to three words before it, or 0. */
    private int noun(int token) {
      for (int at = token; at < to && at < token + 4; at++) {
        if ((at > token && !adjacent(at))
            || words.is(WordClass.NOT_COUNTED, at)
            || words.is(WordClass.PREPOSITION, at)
            || tokens.startsWithDigit(at)
            || numbers.get(tokens.word[at]) != LongIntTable.NONE
            || words.is(WordClass.MONTH, at)) {
          return 0;
        }
        if (words.is(WordClass.PLURAL, at) || isPlural(at)) {
          return at + 1;
        }
        if (words.is(WordClass.PAST, at) && !words.is(WordClass.PARTICIPLE, at)) {
          return 0;
        }
      }
      return 0;
    }

    private boolean isPastShape(int token) {
      return tokens.endsWith(token, "ed") && !words.is(WordClass.NOT_PAST, token);
    }

    private boolean isPlural(int token) {
      int length = tokens.length(token);
      return length > 3
          && tokens.endsWith(token, "s")
          && !tokens.endsWith(token, "ss")
          && !tokens.endsWith(token, "us")
          && !tokens.endsWith(token, "is")
          && !tokens.endsWith(token, "'s")
          && !tokens.endsWith(token, "\u2019s")
          && !tokens.endsWith(token, "ous");
    }

    private String name(int token) {
      String word = text.substring(tokens.start[token], tokens.end[token]);
      StringBuilder name = new StringBuilder(word.length());
      for (int i = 0; i < word.length() && i < 40; i++) {
        name.append(Character.toLowerCase(word.charAt(i)));
      }
      int n = name.length();
      if (n > 4 && word.endsWith("ies")) {
        name.setLength(n - 3);
        name.append('y');
      } else if (n > 3 && word.endsWith("s") && !word.endsWith("ss") && n == word.length()) {
        name.setLength(n - 1);
      }
      return name.toString();
    }

    // ---- pairs, fractions, multipliers

    /** "from A to B"; returns the token after it, or 0. */
    private int delta(int fromWord, int first) {
      int at = skipApproximations(first);
      Amount a = side(at);
      if (a == null) {
        return 0;
      }
      int join = a.next;
      int limit = Math.min(to, join + 5);
      while (join < limit && !is(Small.TO, join) && !isArrow(join)) {
        if (!adjacent(join) || tokens.startsWithDigit(join)) {
          return 0;
        }
        join++;
      }
      if (join >= limit) {
        return 0;
      }
      int second = skipApproximations(is(Small.TO, join) ? join + 1 : join);
      return second < to ? delta(tokens.start[fromWord], fromWord, a, second) : 0;
    }

    /** "8 seconds down to 1.5", "6 a week -> 0"; returns the token after it, or 0. */
    private int pair(Amount a) {
      int at = a.next;
      if (perTime(at) > 0) {
        at = perTime(at);
      }
      if (at >= to) {
        return 0;
      }
      int second;
      if (isArrow(at)) {
        second = at;
      } else if (is(Small.DOWN, at) && is(Small.TO, at + 1)) {
        second = at + 2;
      } else if (is(Small.TO, at)) {
        second = at + 1;
      } else {
        return 0;
      }
      boolean marked = !is(Small.TO, at);
      second = skipApproximations(second);
      Amount b = second < to ? side(second) : null;
      if (b == null || (!marked && b.kind != a.kind)) {
        return 0;
      }
      return delta(a.startChar, a.from, a, second);
    }

    private int delta(int startChar, int fromToken, Amount a, int second) {
      Amount b = side(second);
      if (b == null) {
        return 0;
      }
      boolean countless = !a.hasUnit() && !b.hasUnit();
      boolean clock = is(Small.AM, b.next) || (is(Small.IN, b.next) && is(Small.THE, b.next + 1));
      if (countless
          && (clock || (a.inWords && b.inWords && a.value == 1) || isYear(a) || isYear(b))) {
        return 0;
      }
      int end = b.next;
      int endChar = b.endChar;
      if (perTime(end) > 0) {
        end = perTime(end);
        endChar = tokens.end[end - 1];
      }
      String unit = b.hasUnit() ? b.unit : a.unit;
      var value = b.value >= 0 ? OptionalDouble.of(b.value) : OptionalDouble.empty();
      put(
          new Quantities.Quantity(
              new Span(startChar, endChar),
              MetricKind.DELTA,
              value,
              unit,
              sentence,
              fromToken,
              end));
      return end;
    }

    private boolean isYear(Amount amount) {
      return !amount.inWords && amount.value >= 1900 && amount.value <= 2100;
    }

    /** One side of a pair: an amount, a frequency, "none", or a unit with "a". Null if none. */
    private Amount side(int token) {
      if (token >= to) {
        return null;
      }
      Amount amount = amount(token);
      if (amount != null) {
        return amount;
      }
      var other = new Amount();
      other.from = token;
      other.next = token + 1;
      other.startChar = tokens.start[token];
      other.endChar = tokens.end[token];
      other.inWords = true;
      other.value = -1;
      if (isFrequency(token)) {
        other.kind = MetricKind.COUNT;
        other.unit = "time";
        return other;
      }
      if (is(Small.NONE, token)) {
        other.value = 0;
        return other;
      }
      if ((is(Small.ONCE, token) || is(Small.TWICE, token)) && perTime(token + 1) > 0) {
        other.kind = MetricKind.COUNT;
        other.unit = "time";
        other.value = is(Small.ONCE, token) ? 1 : 2;
        end(other, perTime(token + 1));
        return other;
      }
      int unit = units.get(tokens.word[token]);
      boolean single =
          token > from
              && is(Small.A, token - 1)
              && unit != LongIntTable.NONE
              && tokens.length(token) > 2
              && unitsByNumber.get(unit).kind() == MetricKind.DURATION;
      if (single) {
        other.value = 1;
        other.kind = MetricKind.DURATION;
        other.unit = unitsByNumber.get(unit).name();
        return other;
      }
      return null;
    }

    private int skipApproximations(int token) {
      int at = token;
      while (at < to
          && at < token + 3
          && approximations.get(tokens.word[at]) != LongIntTable.NONE
          && !(is(Small.A, at)
              && at + 1 < to
              && magnitudes.get(tokens.word[at + 1]) != LongIntTable.NONE)) {
        at++;
      }
      return at;
    }

    private boolean isArrow(int token) {
      for (int i = token > from ? tokens.end[token - 1] : 0; i < tokens.start[token]; i++) {
        char c = text.charAt(i);
        if (c == '\u2192' || (c == '>' && i > 0 && text.charAt(i - 1) != ' ')) {
          return true;
        }
      }
      return false;
    }

    /** "a third", "by half", "two thirds of", "a quarter of", "half an hour"; or 0. */
    private int fraction(int token) {
      int at = token;
      double count = 1;
      if (is(Small.A, at) || is(Small.ONE, at)) {
        at++;
      } else {
        int word = numbers.get(tokens.word[at]);
        if (word != LongIntTable.NONE && values.get(word) < 10) {
          count = values.get(word);
          at++;
        }
      }
      int word = at < to ? fractions.get(tokens.word[at]) : LongIntTable.NONE;
      if (word == LongIntTable.NONE) {
        return 0;
      }
      boolean half = is(Small.HALF, at);
      if (half && is(Small.A, at + 1) && at + 2 < to) {
        int unit = units.get(tokens.word[at + 2]);
        if (unit != LongIntTable.NONE && unitsByNumber.get(unit).kind() == MetricKind.DURATION) {
          return add(MetricKind.DURATION, 0.5, unitsByNumber.get(unit).name(), token, at + 3);
        }
      }
      boolean plural = count > 1;
      if (plural != (tokens.endsWith(at, "s") && !half)) {
        return 0;
      }
      boolean by = token > from && (is(Small.BY, token - 1) || (is(Small.IN, token - 1) && half));
      boolean of = is(Small.OF, at + 1) || (half && is(Small.THE, at + 1));
      boolean article = at > token;
      boolean ends = at + 1 >= to || !adjacent(at + 1);
      boolean quarter = tokens.startsWith(at, "quarter");
      if ((by && (article || half)) || (of && (article || half)) || (article && !quarter && ends)) {
        return add(MetricKind.PERCENT, count * values.get(word), "%", token, at + 1);
      }
      return 0;
    }

    private int twice(int token) {
      if (is(Small.AS, token + 1) && token + 2 < to) {
        return add(MetricKind.MULTIPLIER, 2, "x", token, token + 3);
      }
      if (is(Small.THE, token + 1) && token + 2 < to) {
        return add(MetricKind.MULTIPLIER, 2, "x", token, token + 1);
      }
      int rate = perTime(token + 1);
      return rate > 0 ? add(MetricKind.COUNT, 2, "time", token, rate) : 0;
    }

    /** "hundreds of orders", "tens of thousands of users". */
    private int many(int token) {
      int at = token;
      while (at < to && (cues.near(manyCue, sentence, at, at + 1) || is(Small.OF, at))) {
        at++;
      }
      boolean of = at > token && is(Small.OF, at - 1);
      int noun = of ? noun(at) : 0;
      if (noun == 0) {
        return at;
      }
      put(
          new Quantities.Quantity(
              new Span(tokens.start[token], tokens.end[noun - 1]),
              MetricKind.COUNT,
              OptionalDouble.empty(),
              name(noun - 1),
              sentence,
              token,
              noun));
      return noun;
    }

    // ---- ends

    private void end(Amount amount, int next) {
      amount.next = next;
      amount.endChar = tokens.end[next - 1];
    }

    /** A word that stands before a number may have been told with the quantity before it. */
    private void put(Quantities.Quantity quantity) {
      int last = found.size() - 1;
      if (last < 0 || found.get(last).span().end() <= quantity.span().start()) {
        found.add(quantity);
      }
    }

    private int add(Amount amount) {
      put(
          new Quantities.Quantity(
              new Span(amount.startChar, amount.endChar),
              amount.kind,
              OptionalDouble.of(amount.value),
              amount.unit,
              sentence,
              amount.from,
              amount.next));
      return amount.next;
    }

    private int add(MetricKind kind, double value, String unit, int fromToken, int toToken) {
      put(
          new Quantities.Quantity(
              new Span(tokens.start[fromToken], tokens.end[toToken - 1]),
              kind,
              OptionalDouble.of(value),
              unit,
              sentence,
              fromToken,
              toToken));
      return toToken;
    }

    /** Whether only blanks or a hyphen stand between a token and the one before it. */
    private boolean adjacent(int token) {
      return token > from && adjacentAfter(tokens.end[token - 1], token);
    }

    private boolean adjacentAfter(int endChar, int token) {
      if (tokens.start[token] - endChar > 3) {
        return false;
      }
      for (int i = endChar; i < tokens.start[token]; i++) {
        char c = text.charAt(i);
        if (c != ' ' && c != '-' && c != '\u2011' && c != '\u00a0' && c != '+') {
          return false;
        }
      }
      return true;
    }

    private boolean isGlued(int token) {
      return token > from && tokens.end[token - 1] == tokens.start[token];
    }
  }
}
