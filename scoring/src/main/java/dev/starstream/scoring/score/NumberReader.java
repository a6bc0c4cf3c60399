package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * Reads numbers in digits and words within a sentence: "1,200", "1.500", "1'200", "90 000", "€1,3
 * Mio.", "twenty-five", "two and a half", "2-3", "two or three". Knows those that are none: dates,
 * clock times, years, versions, telephone and list numbers, ends of names.
 */
final class NumberReader {
  private final Tokens tokens;
  private final Words words;
  private final QuantityLexicon lexicon;
  private final QuantityLexicon.Known known;
  private final int from;
  private final int to;
  private final String text;

  NumberReader(
      Tokens tokens,
      Words words,
      QuantityLexicon lexicon,
      QuantityLexicon.Known known,
      int from,
      int to) {
    this.tokens = tokens;
    this.words = words;
    this.lexicon = lexicon;
    this.known = known;
    this.from = from;
    this.to = to;
    this.text = tokens.text;
  }

  /** The number at a token with what is glued to it, or null. */
  Amount number(int token) {
    if (token >= to) {
      return null;
    }
    return tokens.startsWithDigit(token) ? digits(token) : inWords(token);
  }

  private boolean is(Word word, int token) {
    return token >= from && token < to && known.at(token).is(word);
  }

  // ---- words

  /** Numbers in words: "twenty five", "three hundred", "a hundred", "two and a half". */
  private Amount inWords(int token) {
    int at = token;
    var amount = new Amount();
    amount.from = token;
    amount.inWords = true;
    if (is(Word.A, at) && is(Word.MAGNITUDE, at + 1) && tokens.length(at + 1) > 2) {
      amount.value = 1;
      at++;
    } else if (is(Word.NUMBER, at)) {
      amount.value = known.at(at).number;
      at++;
      boolean tens = amount.value >= 20 && amount.value < 100;
      if (tens && is(Word.NUMBER, at) && adjacent(at) && known.at(at).number < 10) {
        amount.value += known.at(at).number;
        at++;
      }
    } else {
      return null;
    }
    amount.next = at;
    magnitude(amount);
    if (is(Word.AND, amount.next)
        && is(Word.A, amount.next + 1)
        && is(Word.HALF, amount.next + 2)) {
      amount.value += 0.5;
      amount.next += 3;
    }
    amount.startChar = tokens.start[token];
    amount.endChar = tokens.end[amount.next - 1];
    vague(amount);
    return amount;
  }

  /** "twenty-odd", "£300-ish". */
  private void vague(Amount amount) {
    int next = amount.next;
    if (next < to
        && tokens.start[next] == amount.endChar + 1
        && text.charAt(amount.endChar) == '-'
        && (tokenIs(next, "odd") || tokenIs(next, "ish"))) {
      amount.next++;
      amount.endChar = tokens.end[next];
    }
  }

  private boolean tokenIs(int token, String word) {
    return tokens.length(token) == word.length() && tokens.startsWith(token, word);
  }

  void magnitude(Amount amount) {
    while (is(Word.MAGNITUDE, amount.next) && adjacentAfter(endOf(amount), amount.next)) {
      int next = amount.next;
      boolean glued = tokens.start[next] == tokens.end[next - 1];
      if (tokens.length(next) < 2 && !glued) {
        return;
      }
      amount.value *= known.at(next).magnitude;
      amount.magnitude |= known.at(next).magnitude >= 100;
      amount.next++;
      amount.endChar = tokens.end[next];
      int rest = is(Word.AND, amount.next) ? amount.next + 1 : amount.next;
      boolean more = amount.inWords && is(Word.NUMBER, rest) && adjacent(rest);
      if (more && !is(Word.ONE, rest) && known.at(rest).number < known.at(next).magnitude) {
        double tens = known.at(rest).number;
        amount.value += tens;
        amount.next = rest + 1;
        if (tens >= 20
            && tens < 100
            && is(Word.NUMBER, amount.next)
            && adjacent(amount.next)
            && known.at(amount.next).number < 10) {
          amount.value += known.at(amount.next).number;
          amount.next++;
        }
        amount.endChar = tokens.end[amount.next - 1];
      }
    }
  }

  private int endOf(Amount amount) {
    return Math.max(amount.endChar, tokens.end[amount.next - 1]);
  }

  // ---- digits

  private Amount digits(int token) {
    int begin = tokens.start[token];
    char before = begin == 0 ? ' ' : text.charAt(begin - 1);
    boolean inName =
        (before == '.' || before == '-' || before == '_' || before == '/' || before == ':')
            && begin > 1
            && Character.isLetterOrDigit(text.charAt(begin - 2));
    var amount = new Amount();
    amount.from = token;
    amount.startChar = begin;
    amount.next = token + 1;
    amount.endChar = tokens.end[token];
    int leading = leadingDigits(token);
    if (text.charAt(begin) == '0' && leading > 2) {
      return telephone(amount);
    }
    boolean year = before == '\'' || before == '\u2019';
    if (before == '#' || inName || year || leading > 15) {
      return null;
    }
    int end = begin;
    int next = token;
    double value = 0;
    int digits = 0;
    boolean grouped = false;
    while (true) {
      while (end < tokens.end[next] && Tokens.isDigit(text.charAt(end))) {
        value = value * 10 + (text.charAt(end) - '0');
        digits++;
        end++;
      }
      if (isApostropheGroup(end, tokens.end[next])) {
        grouped = true;
        end++;
      } else if (isGroup(end, next, digits, grouped)) {
        grouped = true;
        next++;
        end = tokens.start[next];
      } else {
        break;
      }
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
      int places = 0;
      double minutes = 0;
      while (end < tokens.end[next] && Tokens.isDigit(text.charAt(end))) {
        value += scale * (text.charAt(end) - '0');
        minutes = minutes * 10 + text.charAt(end) - '0';
        scale /= 10;
        places++;
        end++;
      }
      decimal = true;
      amount.clockLike = places == 2 && minutes < 60 && value < 24;
      if (end < text.length() - 1
          && text.charAt(end) == '.'
          && Tokens.isDigit(text.charAt(end + 1))) {
        return null; // a version: 3.2.1
      }
    }
    amount.value = value;
    amount.next = next + 1;
    amount.endChar = end;
    if (end < tokens.end[next] && !suffix(amount, end, tokens.end[next])) {
      return null;
    }
    currencyBefore(amount);
    if (!amount.hasUnit() && isNoAmount(amount, digits, grouped, decimal)) {
      return null;
    }
    if (!amount.hasUnit()) {
      magnitude(amount);
    }
    if (amount.endChar < text.length() && text.charAt(amount.endChar) == '+') {
      amount.endChar++;
    }
    vague(amount);
    return amount;
  }

  /** "0800 555 0199": passed over as a whole. */
  private Amount telephone(Amount amount) {
    while (amount.next < to && tokens.startsWithDigit(amount.next) && adjacent(amount.next)) {
      amount.next++;
    }
    amount.dashed = true;
    amount.value = 0;
    amount.endChar = tokens.end[amount.next - 1];
    return amount;
  }

  private boolean isApostropheGroup(int end, int limit) {
    return end + 3 < limit + 0
        && (text.charAt(end) == '\'' || text.charAt(end) == '\u2019')
        && Tokens.isDigit(text.charAt(end + 1))
        && Tokens.isDigit(text.charAt(end + 2))
        && Tokens.isDigit(text.charAt(end + 3));
  }

  /** Whether the next token goes on with the thousands: "1,200", "1.500", "90 000". */
  private boolean isGroup(int end, int next, int digits, boolean grouped) {
    if (end != tokens.end[next]
        || next + 1 >= to
        || end + 1 != tokens.start[next + 1]
        || leadingDigits(next + 1) != 3
        || (!grouped && (digits > 3 || digits == 0))) {
      return false;
    }
    char c = text.charAt(end);
    if (c == ',') {
      return true;
    }
    boolean zero = text.charAt(tokens.start[next]) == '0';
    boolean only = tokens.length(next + 1) == 3;
    boolean goesOn =
        next + 2 < to
            && tokens.end[next + 1] + 1 == tokens.start[next + 2]
            && Tokens.isDigit(text.charAt(tokens.start[next + 2]))
            && text.charAt(tokens.end[next + 1]) == '.';
    return !zero
        && (only || c == '.')
        && (c == '.'
            ? !goesOn || leadingDigits(next + 2) == 3
            : c == ' ' || c == '\u00a0' || c == '\u202f');
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
    QuantityLexicon.Entry entry =
        lexicon.of(Tokens.hash(text.subSequence(begin, Math.min(end, begin + 12))));
    amount.endChar = end;
    boolean single = end - begin == 1;
    if (entry.is(Word.MAGNITUDE)) {
      boolean currency = amount.startChar > 0 && currencySign(text, amount.startChar - 1) != null;
      if (single && (text.charAt(begin) == 'b' || text.charAt(begin) == 'B') && !currency) {
        return false; // class 10b
      }
      amount.value *= entry.magnitude;
      amount.magnitude = true;
      return true;
    }
    if (entry.is(Word.X)) {
      amount.kind = MetricKind.MULTIPLIER;
      amount.unit = "x";
      return true;
    }
    boolean decade = single && (amount.value >= 1000 || isDecade(amount));
    boolean upper = single && Character.isUpperCase(text.charAt(begin));
    if (entry.unit == null || decade || upper) {
      return false;
    }
    amount.kind = entry.unit.kind();
    amount.unit = entry.unit.name();
    return true;
  }

  private boolean isDecade(Amount amount) {
    return amount.value % 10 == 0 && is(Word.THE, amount.from - 1);
  }

  /** Dates, clock times, years and list numbers. */
  private boolean isNoAmount(Amount amount, int digits, boolean grouped, boolean decimal) {
    int token = amount.from;
    int end = amount.endChar;
    char after = end < text.length() ? text.charAt(end) : ' ';
    boolean digitAfter = end + 1 < text.length() && Tokens.isDigit(text.charAt(end + 1));
    if ((after == ':' && digitAfter) || is(Word.CLOCK, amount.next)) {
      return true;
    }
    if (after == '/' && digitAfter && !isScoreOf(amount)) {
      return true;
    }
    if (after == '-' && digitAfter && isDate(amount.next)) {
      return true;
    }
    boolean nearMonth =
        (token > from && words.is(WordClass.MONTH, token - 1) && adjacent(token))
            || (amount.next < to && words.is(WordClass.MONTH, amount.next) && adjacent(amount.next))
            || (is(Word.OF, amount.next) && words.is(WordClass.MONTH, amount.next + 1));
    boolean day = amount.value <= 31 || (amount.value >= 1900 && amount.value <= 2100);
    if (nearMonth && !decimal && day) {
      return true;
    }
    if (digits == 4 && !grouped && !decimal && amount.value >= 1900 && amount.value <= 2100) {
      boolean dated = token > from && words.is(WordClass.PREPOSITION, token - 1);
      return dated || !isUnitNext(amount);
    }
    return (token == from && (after == '.' || after == ')')) || (after == ')' && !opened(amount));
  }

  /** Whether a bracket was opened shortly before: "(12 people)" is not "1) listen 2) ask". */
  private boolean opened(Amount amount) {
    int limit = Math.max(tokens.start[from] - 1, amount.startChar - 60);
    for (int i = amount.startChar - 1; i >= Math.max(0, limit); i--) {
      if (text.charAt(i) == '(') {
        return true;
      }
    }
    return false;
  }

  private boolean isUnitNext(Amount amount) {
    int next = amount.next;
    return next < to
        && adjacent(next)
        && (is(Word.UNIT, next)
            || (tokens.endsWith(next, "s") && !words.is(WordClass.NOT_COUNTED, next))
            || words.is(WordClass.PLURAL, next));
  }

  private boolean isDate(int token) {
    return token + 1 < to
        && tokens.startsWithDigit(token)
        && tokens.startsWithDigit(token + 1)
        && text.charAt(tokens.end[token]) == '-';
  }

  /** "8/10" */
  boolean isScoreOf(Amount amount) {
    int next = amount.next;
    int end = next < to ? tokens.end[next] : 0;
    boolean date = end + 1 < text.length() && end > 0 && text.charAt(end) == '/';
    int value = next < to ? intValue(next) : -1;
    boolean scale = value == 5 || value == 10 || value == 100;
    return scale && !date && amount.value <= value;
  }

  /** Whether marks are given out of so many. */
  boolean isScale(Amount all) {
    return all.value == 5 || all.value == 10 || all.value == 20 || all.value == 100;
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
    String sign = before < 0 ? null : currencySign(text, before);
    boolean takenByNumberBefore =
        sign != null && before > 0 && Tokens.isDigit(text.charAt(before - 1));
    if (sign != null && !takenByNumberBefore) {
      amount.kind = MetricKind.MONEY;
      amount.unit = sign;
      amount.startChar = before;
      if (before > 1 && text.charAt(before - 1) == 'S' && text.charAt(before - 2) == 'U') {
        amount.startChar = before - 2;
      }
      return;
    }
    int token = amount.from - 1;
    if (is(Word.CURRENCY, token) && adjacent(amount.from)) {
      amount.kind = MetricKind.MONEY;
      amount.unit = known.at(token).currency;
      amount.startChar = tokens.start[token];
    }
  }

  static String currencySign(String text, int at) {
    return switch (text.charAt(at)) {
      case '$' -> "USD";
      case '\u20ac' -> "EUR";
      case '\u00a3' -> "GBP";
      case '\u00a5' -> "JPY";
      case '\u20b9' -> "INR";
      default -> null;
    };
  }

  /** Whether a sign says that it is an amount: "40+", "1,200", "12k". */
  boolean isSigned(Amount amount) {
    return (amount.magnitude && !amount.inWords)
        || text.charAt(amount.endChar - 1) == '+'
        || text.charAt(amount.startChar) == '~';
  }

  /** Whether letters or digits go on right after it: "80/20", "3:1". */
  boolean isGluedAfter(Amount amount) {
    int end = amount.endChar;
    return end + 1 < text.length()
        && (text.charAt(end) == '/' || text.charAt(end) == ':' || text.charAt(end) == '-')
        && Character.isLetterOrDigit(text.charAt(end + 1));
  }

  /** "Java 8", "room 214", "Boeing 737": the number is part of a name. */
  boolean isNamed(Amount amount) {
    int before = amount.from - 1;
    if (before < from || !adjacentAfter(tokens.end[before], amount.from)) {
      return false;
    }
    if (words.is(WordClass.NAMED_BY_NUMBER, before) || is(Word.NAMED, before)) {
      return true;
    }
    boolean upper = tokens.startsUpperCase(before) && before > from;
    boolean name = tokens.length(before) > 1 && (upper || hasInnerCapital(before));
    return name
        && !amount.inWords
        && !words.is(WordClass.MONTH, before)
        && !words.is(WordClass.NOT_COUNTED, before)
        && !is(Word.SCORED, before)
        && !is(Word.CURRENCY, before);
  }

  /** "iPhone" */
  private boolean hasInnerCapital(int token) {
    return Character.isLowerCase(tokens.first(token))
        && Character.isUpperCase(text.charAt(tokens.start[token] + 1));
  }

  // ---- ranges

  /** "15-20", "15 to 20", "between 15 and 20", "two or three": goes on to the second number. */
  void range(Amount amount) {
    if (amount.next >= to || amount.kind == MetricKind.MULTIPLIER) {
      return;
    }
    int second = amount.next;
    boolean dash = isDash(amount.endChar, second);
    boolean between = is(Word.BETWEEN, amount.from - 1);
    boolean or = is(Word.OR, second);
    boolean to = is(Word.TO, second);
    if (!dash) {
      boolean joined = to || or || (between && is(Word.AND, second));
      if (!joined || (to && is(Word.FROM, amount.from - 1))) {
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
    if (to && !other.hasUnit() && !isUnitAfter(other)) {
      return; // "6.2 to 7.9" tells of a change
    }
    if (dash && !other.hasUnit() && amount.kind == null && !isUnitAfter(other)) {
      amount.dashed = true; // "3-1"
    }
    amount.value = (amount.value + other.value) / 2;
    amount.next = other.next;
    amount.endChar = other.endChar;
    amount.magnitude |= other.magnitude;
    if (!amount.hasUnit()) {
      amount.kind = other.kind;
      amount.unit = other.unit;
    }
    if (dash && !other.magnitude) {
      magnitude(amount); // "$5-7 million"
    }
  }

  private boolean isUnitAfter(Amount amount) {
    int end = amount.endChar;
    int sign = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
    if (sign < text.length() && text.charAt(sign) == '%') {
      return true;
    }
    int next = amount.next;
    return next < to
        && adjacentAfter(end, next)
        && (is(Word.UNIT, next)
            || is(Word.CURRENCY, next)
            || is(Word.TIMES, next)
            || is(Word.PER, next)
            || (!words.is(WordClass.NOT_COUNTED, next)
                && !words.is(WordClass.PREPOSITION, next)
                && !words.is(WordClass.PAST, next)));
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
      } else if (c == '>' || (c != ' ' && currencySign(text, i) == null)) {
        return false;
      }
    }
    return dash && tokens.startsWithDigit(token);
  }

  // ---- neighbours

  /** Whether only blanks or a hyphen stand between a token and the one before it. */
  boolean adjacent(int token) {
    return token > from && token < to && adjacentAfter(tokens.end[token - 1], token);
  }

  boolean adjacentAfter(int endChar, int token) {
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
}
