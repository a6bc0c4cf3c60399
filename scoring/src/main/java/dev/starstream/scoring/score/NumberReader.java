package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * Reads numbers in digits and words within a sentence: "1,200", "1.500", "1'200", "90 000", "€1,3
 * Mio.", "twenty-five", "two and a half", "2-3", "two or three". Passes over versions, telephone
 * numbers and what {@link NoAmounts} knows.
 */
final class NumberReader {
  private final QuantityScan scan;
  private final NoAmounts noAmounts;
  private final Tokens tokens;
  private final Words words;
  private final String text;

  NumberReader(QuantityScan scan, NoAmounts noAmounts) {
    this.scan = scan;
    this.noAmounts = noAmounts;
    tokens = scan.tokens;
    words = scan.words;
    text = scan.text;
  }

  /** The number at a token with what is glued to it, or null. */
  Amount number(int token) {
    if (token >= scan.to) {
      return null;
    }
    return tokens.startsWithDigit(token) ? digits(token) : inWords(token);
  }

  // ---- words

  /** Numbers in words: "twenty five", "three hundred", "a hundred", "two and a half". */
  private Amount inWords(int token) {
    int at = token;
    boolean article =
        scan.is(Word.A, at) && scan.is(Word.MAGNITUDE, at + 1) && tokens.length(at + 1) > 2;
    if (!article && !scan.is(Word.NUMBER, at)) {
      return null;
    }
    var amount = new Amount();
    amount.from = token;
    amount.inWords = true;
    amount.value = article ? 1 : scan.known.at(at).number;
    at++;
    boolean tens = amount.value >= 20 && amount.value < 100;
    if (tens && scan.is(Word.NUMBER, at) && scan.adjacent(at) && scan.known.at(at).number < 10) {
      amount.value += scan.known.at(at).number;
      at++;
    }
    amount.next = at;
    magnitude(amount);
    if (scan.is(Word.AND, amount.next)
        && scan.is(Word.A, amount.next + 1)
        && scan.is(Word.HALF, amount.next + 2)) {
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
    if (next < scan.to
        && tokens.start[next] == amount.endChar + 1
        && text.charAt(amount.endChar) == '-'
        && (scan.tokenIs(next, "odd") || scan.tokenIs(next, "ish"))) {
      amount.next++;
      amount.endChar = tokens.end[next];
    }
  }

  /** "3 million", "two hundred and five": goes on to powers of ten and what follows them. */
  void magnitude(Amount amount) {
    while (scan.is(Word.MAGNITUDE, amount.next) && scan.adjacentAfter(endOf(amount), amount.next)) {
      int next = amount.next;
      boolean glued = tokens.start[next] == tokens.end[next - 1];
      if (tokens.length(next) < 2 && !glued) {
        return;
      }
      amount.value *= scan.known.at(next).magnitude;
      amount.magnitude |= scan.known.at(next).magnitude >= 100;
      amount.next++;
      amount.endChar = tokens.end[next];
      int rest = scan.is(Word.AND, amount.next) ? amount.next + 1 : amount.next;
      boolean more = amount.inWords && scan.is(Word.NUMBER, rest) && scan.adjacent(rest);
      if (more
          && !scan.is(Word.ONE, rest)
          && scan.known.at(rest).number < scan.known.at(next).magnitude) {
        double tens = scan.known.at(rest).number;
        amount.value += tens;
        amount.next = rest + 1;
        if (tens >= 20
            && tens < 100
            && scan.is(Word.NUMBER, amount.next)
            && scan.adjacent(amount.next)
            && scan.known.at(amount.next).number < 10) {
          amount.value += scan.known.at(amount.next).number;
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
        && next + 1 < scan.to
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
    if (!amount.hasUnit() && noAmounts.isDateOrListNumber(amount, digits, grouped, decimal)) {
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
    while (amount.next < scan.to
        && tokens.startsWithDigit(amount.next)
        && scan.adjacent(amount.next)) {
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
        || next + 1 >= scan.to
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
        next + 2 < scan.to
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
        scan.lexicon.of(Tokens.hash(text.subSequence(begin, Math.min(end, begin + 12))));
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
    boolean decade = single && (amount.value >= 1000 || noAmounts.isDecade(amount));
    boolean upper = single && Character.isUpperCase(text.charAt(begin));
    if (entry.unit == null || decade || upper) {
      return false;
    }
    amount.kind = entry.unit.kind();
    amount.unit = entry.unit.name();
    return true;
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
    if (scan.is(Word.CURRENCY, token) && scan.adjacent(amount.from)) {
      amount.kind = MetricKind.MONEY;
      amount.unit = scan.known.at(token).currency;
      amount.startChar = tokens.start[token];
    }
  }

  /** The currency of the sign at that character, or null. */
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

  // ---- ranges

  /** "15-20", "15 to 20", "between 15 and 20", "two or three": goes on to the second number. */
  void range(Amount amount) {
    if (amount.next >= scan.to || amount.kind == MetricKind.MULTIPLIER) {
      return;
    }
    int second = amount.next;
    boolean dash = isDash(amount.endChar, second);
    boolean between = scan.is(Word.BETWEEN, amount.from - 1);
    boolean or = scan.is(Word.OR, second);
    boolean until = scan.is(Word.TO, second);
    if (!dash) {
      boolean joined = until || or || (between && scan.is(Word.AND, second));
      if (!joined || (until && scan.is(Word.FROM, amount.from - 1))) {
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
    if (until && !other.hasUnit() && !isUnitAfter(other)) {
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
    return next < scan.to
        && scan.adjacentAfter(end, next)
        && (scan.is(Word.UNIT, next)
            || scan.is(Word.CURRENCY, next)
            || scan.is(Word.TIMES, next)
            || scan.is(Word.PER, next)
            || (!words.is(WordClass.NOT_COUNTED, next)
                && !words.is(WordClass.PREPOSITION, next)
                && !words.is(WordClass.PAST, next)));
  }

  private Amount numberAfterDash(int token, boolean dash) {
    if (token >= scan.to) {
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
}
