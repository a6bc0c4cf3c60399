package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * The numbers that are no amounts: dates, clock times, years, list numbers, parts of names, ages.
 */
final class NoAmounts {
  private final QuantityScan scan;
  private final Tokens tokens;
  private final Words words;
  private final String text;

  NoAmounts(QuantityScan scan) {
    this.scan = scan;
    tokens = scan.tokens;
    words = scan.words;
    text = scan.text;
  }

  /**
   * Whether a number in digits is a date, clock time, year or list number.
   *
   * @param digits how many it has, without those after a decimal point
   * @param grouped whether its thousands are set apart
   */
  boolean isDateOrListNumber(Amount amount, int digits, boolean grouped, boolean decimal) {
    int token = amount.from;
    int end = amount.endChar;
    char after = end < text.length() ? text.charAt(end) : ' ';
    boolean digitAfter = end + 1 < text.length() && Tokens.isDigit(text.charAt(end + 1));
    if ((after == ':' && digitAfter) || scan.is(Word.CLOCK, amount.next)) {
      return true;
    }
    if (after == '/' && digitAfter && !isScoreOf(amount)) {
      return true;
    }
    if (after == '-' && digitAfter && isDate(amount.next)) {
      return true;
    }
    boolean nearMonth =
        (token > scan.from && words.is(WordClass.MONTH, token - 1) && scan.adjacent(token))
            || (amount.next < scan.to
                && words.is(WordClass.MONTH, amount.next)
                && scan.adjacent(amount.next))
            || (scan.is(Word.OF, amount.next) && words.is(WordClass.MONTH, amount.next + 1));
    boolean day = amount.value <= 31 || isYear(amount);
    if (nearMonth && !decimal && day) {
      return true;
    }
    if (digits == 4 && !grouped && !decimal && isYear(amount)) {
      boolean dated = token > scan.from && words.is(WordClass.PREPOSITION, token - 1);
      return dated || !isUnitNext(amount);
    }
    return (token == scan.from && (after == '.' || after == ')'))
        || (after == ')' && !opened(amount));
  }

  /** Whether a bracket was opened shortly before: "(12 people)" is not "1) listen 2) ask". */
  private boolean opened(Amount amount) {
    int limit = Math.max(tokens.start[scan.from] - 1, amount.startChar - 60);
    for (int i = amount.startChar - 1; i >= Math.max(0, limit); i--) {
      if (text.charAt(i) == '(') {
        return true;
      }
    }
    return false;
  }

  private boolean isUnitNext(Amount amount) {
    int next = amount.next;
    return next < scan.to
        && scan.adjacent(next)
        && (scan.is(Word.UNIT, next)
            || (tokens.endsWith(next, "s") && !words.is(WordClass.NOT_COUNTED, next))
            || words.is(WordClass.PLURAL, next));
  }

  private boolean isDate(int token) {
    return token + 1 < scan.to
        && tokens.startsWithDigit(token)
        && tokens.startsWithDigit(token + 1)
        && text.charAt(tokens.end[token]) == '-';
  }

  /** "8/10" */
  boolean isScoreOf(Amount amount) {
    int next = amount.next;
    int end = next < scan.to ? tokens.end[next] : 0;
    boolean date = end + 1 < text.length() && end > 0 && text.charAt(end) == '/';
    int value = next < scan.to ? intValue(next) : -1;
    boolean scale = value == 5 || value == 10 || value == 100;
    return scale && !date && amount.value <= value;
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

  /** "the 90s" */
  boolean isDecade(Amount amount) {
    return amount.value % 10 == 0 && scan.is(Word.THE, amount.from - 1);
  }

  static boolean isYear(Amount amount) {
    return !amount.inWords && amount.value >= 1900 && amount.value <= 2100;
  }

  /** "Java 8", "room 214", "Boeing 737": the number is part of a name. */
  boolean isNamed(Amount amount) {
    int before = amount.from - 1;
    if (before < scan.from || !scan.adjacentAfter(tokens.end[before], amount.from)) {
      return false;
    }
    if (words.is(WordClass.NAMED_BY_NUMBER, before) || scan.is(Word.NAMED, before)) {
      return true;
    }
    boolean upper = tokens.startsUpperCase(before) && before > scan.from;
    boolean name = tokens.length(before) > 1 && (upper || hasInnerCapital(before));
    return name
        && !amount.inWords
        && !words.is(WordClass.MONTH, before)
        && !words.is(WordClass.NOT_COUNTED, before)
        && !scan.is(Word.SCORED, before)
        && !scan.is(Word.CURRENCY, before);
  }

  /** "iPhone" */
  private boolean hasInnerCapital(int token) {
    return Character.isLowerCase(tokens.first(token))
        && Character.isUpperCase(text.charAt(tokens.start[token] + 1));
  }

  /** Whether letters or digits go on right after it: "80/20", "3:1". */
  boolean isGluedAfter(Amount amount) {
    int end = amount.endChar;
    return end + 1 < text.length()
        && (text.charAt(end) == '/' || text.charAt(end) == ':' || text.charAt(end) == '-')
        && Character.isLetterOrDigit(text.charAt(end + 1));
  }

  /** "She was 54" */
  boolean isAge(Amount amount) {
    int before = amount.from - 1;
    boolean self = scan.is(Word.SELF, before) || scan.is(Word.SELF, before - 1);
    return scan.is(Word.BE, before) && self && amount.value > 1 && amount.value < 120;
  }
}
