package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * Amounts in pairs, which tell of a change: "from 8 seconds to 1.5 seconds", "6 a week -> 0",
 * "three instead of five".
 */
final class PairReader {
  private final QuantityScan scan;
  private final AmountReader amounts;
  private final NounReader nouns;
  private final UnitReader units;
  private final RateReader rates;
  private final Tokens tokens;
  private final String text;

  PairReader(
      QuantityScan scan,
      AmountReader amounts,
      NounReader nouns,
      UnitReader units,
      RateReader rates) {
    this.scan = scan;
    this.amounts = amounts;
    this.nouns = nouns;
    this.units = units;
    this.rates = rates;
    tokens = scan.tokens;
    text = scan.text;
  }

  /** "from A to B"; returns the token after it, or 0. */
  int fromTo(int fromWord) {
    int first = fromWord + 1;
    if (first >= scan.to) {
      return 0;
    }
    Amount a = null;
    boolean told = tokens.endsWith(first, "ing");
    int limit = Math.min(scan.to, first + (told ? 9 : 1));
    for (int at = first; a == null && at < limit; at++) {
      if (at == first || scan.known.starts(at)) {
        a = side(at);
      }
    }
    if (a == null) {
      return 0;
    }
    rates.read(a);
    int join = a.next;
    int end = Math.min(scan.to, join + 5);
    while (join < end && !scan.is(Word.TO, join) && !isArrow(join)) {
      if (tokens.startsWithDigit(join) || !scan.adjacent(join)) {
        return 0;
      }
      join++;
    }
    if (join >= end) {
      return 0;
    }
    int second = scan.is(Word.TO, join) ? join + 1 : join;
    return second < scan.to ? delta(tokens.start[fromWord], fromWord, a, second) : 0;
  }

  /** "8 seconds down to 1.5", "6 a week -> 0", "NPS 31 to 58"; the token after it, or 0. */
  int pair(Amount a) {
    int rated = rates.perTime(a.next);
    int at = rated > 0 ? rated : a.next;
    if (at >= scan.to || a.kind == MetricKind.MULTIPLIER) {
      return 0;
    }
    if (isArrow(at)) {
      return delta(a.startChar, a.from, a, at);
    }
    if (scan.is(Word.DOWN_OR_UP, at) && scan.is(Word.TO, at + 1)) {
      return delta(a.startChar, a.from, a, at + 2);
    }
    if (scan.is(Word.TO, at) && at + 1 < scan.to) {
      Amount b = side(at + 1);
      boolean same = b != null && (b.kind == a.kind || b.bare);
      boolean digits = b != null && (tokens.startsWithDigit(b.from) || !a.bare);
      return same && digits ? delta(a.startChar, a.from, a, at + 1) : 0;
    }
    int limit = Math.min(scan.to - 1, at + 4);
    for (; at < limit && scan.adjacent(at); at++) {
      if (scan.is(Word.INSTEAD, at) && scan.is(Word.OF, at + 1)) {
        return at + 2 < scan.to ? delta(a.startChar, a.from, a, at + 2) : 0;
      }
    }
    return 0;
  }

  /**
   * Keeps the change from an amount to the one at a token; returns the token after it, or 0.
   *
   * @param startChar where the whole begins
   * @param fromToken its first token
   */
  private int delta(int startChar, int fromToken, Amount a, int second) {
    Amount b = side(second);
    if (b == null) {
      return 0;
    }
    boolean countless = a.bare && b.bare;
    boolean clock =
        scan.is(Word.CLOCK, b.next) || (scan.is(Word.IN, b.next) && scan.is(Word.THE, b.next + 1));
    if (countless
        && ((clock && a.inWords)
            || scan.is(Word.CLOCK, b.next)
            || NoAmounts.isYear(a)
            || NoAmounts.isYear(b))) {
      return b.next; // "from seven to nine in the morning"
    }
    rates.read(b);
    var whole = new Amount();
    whole.from = fromToken;
    whole.startChar = startChar;
    whole.endChar = b.endChar;
    whole.next = b.next;
    whole.kind = MetricKind.DELTA;
    whole.value = b.value;
    whole.unit = b.bare && !a.unit.isEmpty() ? a.unit : b.unit;
    scan.put(whole);
    return whole.next;
  }

  /** One side of a pair: an amount, a frequency, "none", "every third". Null if none. */
  private Amount side(int token) {
    int at = skipApproximations(token);
    if (at >= scan.to) {
      return null;
    }
    boolean time = scan.isTime(at) && at > token && !tokens.endsWith(at, "s");
    if (time && (scan.is(Word.A, at - 1) || scan.is(Word.USUAL, at - 1))) {
      Amount single =
          scan.inWords(MetricKind.DURATION, 1, scan.known.at(at).unit.name(), at, at + 1);
      units.restOfDuration(single);
      return single;
    }
    if (scan.is(Word.WHOLE, at) && scan.isTime(at + 1)) {
      return scan.inWords(MetricKind.DURATION, 1, scan.known.at(at + 1).unit.name(), at, at + 2);
    }
    if (scan.is(Word.FREQUENCY, at)) {
      return scan.inWords(MetricKind.COUNT, Amount.UNKNOWN, "time", at, at + 1);
    }
    if (scan.is(Word.NIL, at + 1) && scan.isIdiom(at) && scan.isIdiom(at + 1)) {
      return scan.inWords(MetricKind.COUNT, 0, "", at, at + 2);
    }
    if (scan.is(Word.SEVERAL, at)) {
      int times = scan.is(Word.TIMES, at + 1) ? at + 2 : at + 1;
      int rate = rates.perTime(times);
      return rate > 0 ? scan.inWords(MetricKind.COUNT, Amount.UNKNOWN, "time", at, rate) : null;
    }
    if (scan.is(Word.EACH, at) && at + 1 < scan.to && isOrdinal(at + 1)) {
      int noun = at + 2 < scan.to && scan.adjacent(at + 2) ? nouns.singular(at + 2) : 0;
      return scan.inWords(MetricKind.COUNT, Amount.UNKNOWN, "", at, noun > 0 ? noun : at + 2);
    }
    Amount amount = amounts.read(at, false);
    if (amount != null) {
      return amount.hasUnit() ? amount : null;
    }
    if (scan.is(Word.NONE, at)) {
      Amount none = scan.inWords(MetricKind.COUNT, 0, "", at, at + 1);
      none.bare = true;
      return none;
    }
    return null;
  }

  private boolean isOrdinal(int token) {
    return (scan.is(Word.FRACTION, token) && !scan.is(Word.HALF, token))
        || scan.tokenIs(token, "second");
  }

  private int skipApproximations(int token) {
    int at = token;
    while (at < scan.to
        && at < token + 4
        && scan.is(Word.APPROXIMATION, at)
        && !(scan.is(Word.A, at)
            && (scan.is(Word.MAGNITUDE, at + 1)
                || scan.is(Word.FRACTION, at + 1)
                || scan.is(Word.COUPLE, at + 1)))) {
      at++;
    }
    return at;
  }

  private boolean isArrow(int token) {
    for (int i = token > scan.from ? tokens.end[token - 1] : 0; i < tokens.start[token]; i++) {
      char c = text.charAt(i);
      if (c == '\u2192' || (c == '>' && i > 0 && text.charAt(i - 1) != ' ')) {
        return true;
      }
    }
    return false;
  }
}
