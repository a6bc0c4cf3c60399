package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.score.QuantityLexicon.Unit;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * What a number measures: "8 s", "5 hours 40 minutes", "40%", "12 euros", "4.8/5", "nine out of
 * ten", "1 in 5", "20 points", "three times faster". What it counts otherwise, {@link NounReader}
 * says.
 */
final class UnitReader {
  private final QuantityScan scan;
  private final NumberReader numbers;
  private final NounReader nouns;
  private final NoAmounts noAmounts;
  private final Tokens tokens;
  private final String text;

  UnitReader(QuantityScan scan, NumberReader numbers, NounReader nouns, NoAmounts noAmounts) {
    this.scan = scan;
    this.numbers = numbers;
    this.nouns = nouns;
    this.noAmounts = noAmounts;
    tokens = scan.tokens;
    text = scan.text;
  }

  /** Gives a number the unit or noun that stands beside it, if there is one. */
  void read(Amount amount) {
    if (amount.hasUnit()) {
      if (amount.kind == MetricKind.MONEY) {
        moneyAfter(amount);
      } else if (amount.kind == MetricKind.DURATION) {
        restOfDuration(amount);
      }
      return;
    }
    if (percentSign(amount) || currencySignAfter(amount) || scale(amount) || oneIn(amount)) {
      return;
    }
    int next = amount.next;
    if (next < scan.to && scan.adjacentAfter(amount.endChar, next)) {
      unitWord(amount, next);
    }
  }

  private void unitWord(Amount amount, int next) {
    boolean one = amount.inWords && amount.value == 1;
    Unit unit = scan.unitAt(next);
    if (scan.is(Word.POINTS, next)) {
      points(amount, next);
    } else if (unit != null && (tokens.length(next) > 1 || isUnitLetter(amount, next))) {
      if (!one || isOneTime(amount, next)) {
        unit(amount, unit, next);
      } else {
        amount.next = next + 1; // "one day"
        amount.none = true;
      }
    } else if (scan.is(Word.WORKER, next) && scan.isTime(next + 1) && scan.adjacent(next + 1)) {
      unit(amount, scan.known.at(next + 1).unit, next + 1);
    } else if (scan.is(Word.CURRENCY, next)) {
      measure(amount, MetricKind.MONEY, scan.known.at(next).currency, next + 1);
    } else if (scan.is(Word.PER, next) && scan.is(Word.CENT, next + 1)) {
      measure(amount, MetricKind.PERCENT, "%", next + 2);
    } else if (scan.is(Word.BASIS, next) && scan.is(Word.POINTS, next + 1)) {
      amount.value /= 100;
      measure(amount, MetricKind.PERCENT, "%", next + 2);
    } else if (scan.is(Word.TIMES, next)) {
      times(amount, next);
    } else if (scan.is(Word.X, next) || scan.is(Word.FOLD, next)) {
      measure(amount, MetricKind.MULTIPLIER, "x", next + 1);
    } else if (scan.is(Word.HALVES, next)
        && scan.is(Word.OF, next + 1)
        && scan.is(Word.A, next + 2)) {
      nouns.counted(amount, Math.min(next + 4, scan.to)); // "8 hundredths of a second"
    } else {
      nouns.read(amount, next);
    }
  }

  /** "8 s", "3 h" */
  private boolean isUnitLetter(Amount amount, int token) {
    char c = tokens.first(token);
    return !amount.inWords && (c == 's' || c == 'h' || c == 'g');
  }

  /** "one night" is an amount after "in", "took us" and the like; else it is some night. */
  private boolean isOneTime(Amount amount, int unit) {
    if (!scan.isTime(unit) || amount.from == scan.from) {
      boolean told = unit + 1 >= scan.to || !scan.adjacent(unit + 1);
      return !scan.isTime(unit) || told; // "One evening both failed"
    }
    boolean shortOne = scan.is(Word.PER, amount.next + 1);
    return shortOne || scan.is(Word.TIME_BEFORE, amount.from - 1);
  }

  /** Gives an amount its unit and lets it go on to before that token. */
  private void measure(Amount amount, MetricKind kind, String unit, int next) {
    amount.kind = kind;
    amount.unit = unit;
    scan.end(amount, next);
  }

  private void unit(Amount amount, Unit unit, int token) {
    if (scan.isIdiom(token)) {
      amount.next = token + 1; // "fourteen year olds"
      amount.none = true;
      return;
    }
    if (unit.kind() == MetricKind.DURATION && scan.is(Word.AGO, token + 1)) {
      amount.next = token + 2; // a date
      amount.none = true;
      return;
    }
    measure(amount, unit.kind(), unit.name(), token + 1);
    switch (unit.kind()) {
      case PERCENT -> {
        if (scan.is(Word.POINTS, amount.next)) {
          scan.end(amount, amount.next + 1);
        }
      }
      case DURATION -> restOfDuration(amount);
      case MONEY -> {
        if (unit.name().equals("grand")) {
          amount.value *= 1000;
          amount.unit = "";
        }
      }
      case COUNT, MULTIPLIER, DELTA, SCORE -> {}
    }
  }

  private void moneyAfter(Amount amount) {
    numbers.magnitude(amount);
    Unit unit = scan.unitAt(amount.next);
    if (unit != null && unit.kind() == MetricKind.MONEY && scan.adjacent(amount.next)) {
      scan.end(amount, amount.next + 1);
    }
  }

  /** "5 hours 40 minutes", "two years and three months", "a day and a half". */
  void restOfDuration(Amount amount) {
    boolean and = scan.is(Word.AND, amount.next);
    int next = and ? amount.next + 1 : amount.next;
    if (next >= scan.to || !scan.adjacentAfter(amount.endChar, amount.next)) {
      return;
    }
    if (and && scan.is(Word.A, next) && scan.is(Word.HALF, next + 1)) {
      amount.value += 0.5;
      scan.end(amount, next + 2);
      return;
    }
    Amount rest = numbers.number(next);
    if (rest == null || rest.kind == MetricKind.MONEY) {
      return;
    }
    int last = rest.kind == MetricKind.DURATION ? rest.next - 1 : rest.next;
    if (rest.kind == MetricKind.DURATION || (rest.kind == null && scan.isTime(last))) {
      scan.end(amount, last + 1);
    }
  }

  private boolean percentSign(Amount amount) {
    int at = signAfter(amount);
    if (at < text.length() && text.charAt(at) == '%') {
      amount.kind = MetricKind.PERCENT;
      amount.unit = "%";
      amount.endChar = at + 1;
      return true;
    }
    return false;
  }

  private boolean currencySignAfter(Amount amount) {
    int at = signAfter(amount);
    boolean before = at + 1 < text.length() && Tokens.isDigit(text.charAt(at + 1));
    String sign = at < text.length() && !before ? NumberReader.currencySign(text, at) : null;
    if (sign == null) {
      return false;
    }
    amount.kind = MetricKind.MONEY;
    amount.unit = sign;
    amount.endChar = at + 1;
    return true;
  }

  /** Where a sign would stand: after the number and one blank at most. */
  private int signAfter(Amount amount) {
    int at = amount.endChar;
    boolean blank = at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\u00a0');
    return blank ? at + 1 : at;
  }

  /** "4.8/5", "84 points out of 100", "nine out of ten", "27 of 29", "five of my six". */
  private boolean scale(Amount amount) {
    boolean points = scan.is(Word.POINTS, amount.next);
    int next = points ? amount.next + 1 : amount.next;
    if (next < scan.to
        && amount.endChar + 1 == tokens.start[next]
        && text.charAt(amount.endChar) == '/') {
      if (!noAmounts.isScoreOf(amount)) {
        return false;
      }
      measure(amount, MetricKind.SCORE, "points", next + 1);
      return true;
    }
    int whole = next;
    boolean out = scan.is(Word.OUT, whole);
    whole += out ? 1 : 0;
    if (!scan.is(Word.OF, whole) || !scan.adjacent(next)) {
      return false;
    }
    whole++;
    if (!out && (scan.is(Word.THE, whole) || scan.is(Word.OURS, whole))) {
      if (amount.value == 1) {
        return false; // "every one of the 412 comments"
      }
      whole++;
    } else if (scan.is(Word.EACH, whole)) {
      whole++;
    }
    Amount all = numbers.number(whole);
    if (all == null || all.value <= 1 || all.value < amount.value || all.hasUnit()) {
      return false;
    }
    boolean rated = points || scan.isNear(Word.RATED, amount.from, 5) || amount.value % 1 != 0;
    boolean isScore = out && rated && isScale(all);
    if (isScore) {
      measure(amount, MetricKind.SCORE, "points", all.next);
    } else {
      amount.value = 100 * amount.value / all.value;
      measure(amount, MetricKind.PERCENT, "%", all.next);
    }
    return true;
  }

  /** Whether marks are given out of so many. */
  private static boolean isScale(Amount all) {
    return all.value == 5 || all.value == 10 || all.value == 20 || all.value == 100;
  }

  /** "1 in 5", "one run in four", "one in every thirty". */
  private boolean oneIn(Amount amount) {
    if (amount.value != 1) {
      return false;
    }
    int in = scan.is(Word.IN, amount.next) ? amount.next : amount.next + 1;
    if (!scan.is(Word.IN, in) || !scan.adjacent(in) || !scan.adjacent(amount.next)) {
      return false;
    }
    int whole = scan.is(Word.EACH, in + 1) ? in + 2 : in + 1;
    Amount all = numbers.number(whole);
    boolean fits = all != null && all.value > 1 && !all.hasUnit() && !scan.isTime(all.next);
    if (!fits || (all.next < scan.to && all.value >= 1900 && !all.inWords)) {
      return false;
    }
    amount.value = 100 / all.value;
    measure(amount, MetricKind.PERCENT, "%", all.next);
    return true;
  }

  /** "20 points": of a score, of a hundred, or what was counted. */
  private void points(Amount amount, int token) {
    boolean ofScore = scan.isNear(Word.SCORED, amount.from, 12);
    boolean moved =
        scan.is(Word.DOWN_OR_UP, amount.from - 1)
            || (scan.is(Word.BY, amount.from - 1) && scan.isNear(Word.DOWN_OR_UP, amount.from, 8));
    if (moved && !ofScore) {
      measure(amount, MetricKind.PERCENT, "%", token + 1);
    } else if (ofScore || amount.value >= 20 || amount.value % 1 != 0) {
      measure(amount, MetricKind.SCORE, "points", token + 1);
    } else {
      measure(amount, MetricKind.COUNT, "point", token + 1);
    }
  }

  /** "three times faster", "three times as fast", "three times". */
  private void times(Amount amount, int token) {
    int next = token + 1;
    if (scan.is(Word.MORE, next)) {
      measure(amount, MetricKind.MULTIPLIER, "x", next + 1);
    } else if (scan.is(Word.AS, next) && next + 1 < scan.to) {
      measure(amount, MetricKind.MULTIPLIER, "x", next + 2);
    } else if (scan.is(Word.THE, next) || scan.tokenIs(next, "what")) {
      measure(amount, MetricKind.MULTIPLIER, "x", next);
    } else {
      measure(amount, MetricKind.COUNT, "time", next);
    }
  }
}
