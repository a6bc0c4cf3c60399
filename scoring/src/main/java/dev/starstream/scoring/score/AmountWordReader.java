package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * Words that are amounts without a number: "a third", "half an hour", "a couple of weeks", "a whole
 * afternoon", "not one complaint", "twice as fast", "hundreds of orders".
 */
final class AmountWordReader {
  private final QuantityScan scan;
  private final NounReader nouns;
  private final UnitReader units;
  private final RateReader rates;
  private final Tokens tokens;
  private final Words words;

  AmountWordReader(QuantityScan scan, NounReader nouns, UnitReader units, RateReader rates) {
    this.scan = scan;
    this.nouns = nouns;
    this.units = units;
    this.rates = rates;
    tokens = scan.tokens;
    words = scan.words;
  }

  /** "a third", "by half", "two thirds of", "half an hour", "a quarter of an hour"; or null. */
  Amount fraction(int token) {
    int at = token;
    double count = 1;
    if (scan.is(Word.A, at) || scan.is(Word.ONE, at)) {
      at++;
    } else if (scan.is(Word.NUMBER, at) && scan.known.at(at).number < 10) {
      count = scan.known.at(at).number;
      at++;
    }
    if (!scan.is(Word.FRACTION, at)) {
      return null;
    }
    double value = count * scan.known.at(at).fraction;
    boolean half = scan.is(Word.HALF, at);
    boolean article = at > token;
    boolean plural = count > 1;
    if (plural && tokens.startsWith(at, "quarter") && !scan.is(Word.OF, at + 1)) {
      return scan.inWords(MetricKind.DURATION, count, "quarter", token, at + 1); // of a year
    }
    if (plural != (tokens.endsWith(at, "s") && !half)) {
      return null;
    }
    if (half && scan.is(Word.AS, at + 1) && scan.is(Word.MUCH, at + 2)) {
      return scan.inWords(MetricKind.MULTIPLIER, 0.5, "x", token, at + 3);
    }
    Amount ofUnit = fractionOfUnit(token, at, value);
    if (ofUnit != null) {
      return ofUnit;
    }
    return half ? half(token, at, value) : article ? share(token, at, value) : null;
  }

  /** "half an hour", "a quarter of an hour", "half a million users"; or null. */
  private Amount fractionOfUnit(int token, int at, double value) {
    boolean half = scan.is(Word.HALF, at);
    int whole = scan.is(Word.OF, at + 1) ? at + 2 : at + 1;
    if (scan.is(Word.A, whole) && scan.isTime(whole + 1) && (half || whole == at + 2)) {
      return scan.inWords(
          MetricKind.DURATION, value / 100, scan.known.at(whole + 1).unit.name(), token, whole + 2);
    }
    if ((half || whole == at + 2) && scan.is(Word.A, whole) && scan.is(Word.MAGNITUDE, whole + 1)) {
      Amount part =
          scan.inWords(
              MetricKind.MONEY,
              value / 100 * scan.known.at(whole + 1).magnitude,
              "",
              token,
              whole + 2);
      boolean counts = part.next < scan.to && scan.adjacent(part.next);
      int noun = counts ? nouns.plural(part.next) : 0;
      if (noun > 0) {
        nouns.counted(part, noun);
      }
      return part;
    }
    if (half && scan.isTime(at + 1) && !tokens.endsWith(at + 1, "s")) {
      return scan.inWords(
          MetricKind.DURATION, 0.5, scan.known.at(at + 1).unit.name(), token, at + 2);
    }
    return null;
  }

  /** "half of them", "half the team", "cut by half"; or null. */
  private Amount half(int token, int at, double value) {
    boolean of = scan.is(Word.OF, at + 1);
    boolean whose = scan.is(Word.THE, at + 1) || scan.is(Word.OURS, at + 1);
    boolean past = scan.is(Word.PAST, at + 1) || scan.is(Word.DOWN_OR_UP, at + 1);
    boolean other = scan.is(Word.OTHER, token - 1);
    boolean before = isBy(token) || scan.is(Word.TAKE, token - 1);
    boolean ok = of || whose || other || (before && nothingIsCountedAfter(at));
    boolean ordinal = scan.is(Word.THE, token - 1) && !of;
    return ok && !ordinal && !past
        ? scan.inWords(MetricKind.PERCENT, value, "%", token, at + 1)
        : null;
  }

  /** "a third", "two thirds of"; or null. */
  private Amount share(int token, int at, double value) {
    boolean by = isBy(token);
    if (!by && !nothingIsCountedAfter(at)) {
      return null;
    }
    if (tokens.startsWith(at, "quarter")) {
      boolean ofYear = !by && !scan.is(Word.OF, at + 1) && !endsAt(at);
      if (ofYear || scan.is(Word.AGO, at + 1)) {
        return null;
      }
    }
    return scan.inWords(MetricKind.PERCENT, value, "%", token, at + 1);
  }

  /** "by a third", "about a third". */
  private boolean isBy(int token) {
    return scan.is(Word.BY, token - 1) || scan.is(Word.APPROXIMATION, token - 1);
  }

  private boolean nothingIsCountedAfter(int token) {
    int next = token + 1;
    return endsAt(token)
        || scan.is(Word.OF, next)
        || words.is(WordClass.PREPOSITION, next)
        || words.is(WordClass.ADVERB, next)
        || words.is(WordClass.NOT_COUNTED, next)
        || scan.is(Word.MORE, next);
  }

  /** Whether no word stands right after it. */
  private boolean endsAt(int token) {
    return token + 1 >= scan.to || !scan.adjacent(token + 1);
  }

  /** "a couple of weeks", "a single remark", "an hour", "a whole afternoon"; or null. */
  Amount article(int token) {
    int next = token + 1;
    if (scan.is(Word.COUPLE, next) && scan.is(Word.OF, next + 1)) {
      int noun = next + 2 < scan.to ? nouns.plural(next + 2) : 0;
      if (noun == 0) {
        return null;
      }
      Amount couple = scan.inWords(MetricKind.COUNT, 2, "", token, next + 2);
      nouns.counted(couple, noun);
      return couple;
    }
    if (scan.is(Word.SINGLE, next)) {
      return single(token, next + 1);
    }
    int time = scan.is(Word.WHOLE, next) ? next + 1 : next;
    if (time >= scan.to || (tokens.endsWith(time, "s") && !scan.isPossessiveTime(time))) {
      return null;
    }
    if (scan.isPossessiveTime(time)) {
      Amount amount = scan.inWords(MetricKind.DURATION, 1, "", token, time + 1);
      amount.endChar -= 2;
      return amount;
    }
    if (!scan.isTime(time)) {
      return null;
    }
    Amount amount =
        scan.inWords(MetricKind.DURATION, 1, scan.known.at(time).unit.name(), token, time + 1);
    boolean rated = rates.perTime(time + 1) > 0;
    boolean told = scan.is(Word.TIME_BEFORE, token - 1) || time > next;
    boolean point = scan.is(Word.DAY_ENDS, time + 1) && scan.adjacent(time + 1);
    boolean ordinal = scan.tokenIs(time, "second") && time + 1 < scan.to && scan.adjacent(time + 1);
    if (ordinal && !nouns.isNoNoun(time + 1)) {
      return null; // "a second spreadsheet"
    }
    if (!point && (told || rated || scan.is(Word.SOONER, time + 1) || isHalfMore(time + 1))) {
      units.restOfDuration(amount);
      return amount;
    }
    return null;
  }

  private boolean isHalfMore(int token) {
    return scan.is(Word.AND, token) && scan.is(Word.A, token + 1) && scan.is(Word.HALF, token + 2);
  }

  private Amount single(int token, int noun) {
    int end = noun < scan.to ? nouns.singular(noun) : 0;
    return end == 0 ? null : scan.inWords(MetricKind.COUNT, 1, nouns.name(end - 1), token, end);
  }

  /**
   * "not a single complaint", "not one of the pensioners", "without one damaged corner"; or null.
   */
  Amount notOne(int token) {
    int next = token + 1;
    if (scan.is(Word.A, next) && scan.is(Word.SINGLE, next + 1)) {
      Amount single = single(token, next + 2);
      if (single != null) {
        single.value = 0;
      }
      return single;
    }
    if (!scan.is(Word.ONE, next) || scan.isIdiom(next)) {
      return null;
    }
    int noun = next + 1;
    boolean ends = noun >= scan.to || !scan.adjacent(noun);
    if (ends) {
      return scan.is(Word.NOT, token) ? scan.inWords(MetricKind.COUNT, 0, "", token, noun) : null;
    }
    int end;
    if (scan.is(Word.OF, noun)) {
      int of = scan.is(Word.THE, noun + 1) || scan.is(Word.OURS, noun + 1) ? noun + 2 : noun + 1;
      end = of < scan.to ? nouns.plural(of) : 0;
    } else {
      end = nouns.singular(noun);
    }
    return end == 0 ? null : scan.inWords(MetricKind.COUNT, 0, nouns.name(end - 1), token, end);
  }

  /** "twice as fast", "twice the orders", "twice", "once a week"; or null. */
  Amount twice(int token) {
    int next = token + 1;
    double value = scan.is(Word.TWICE, token) ? 2 : 1;
    if (value == 2 && scan.is(Word.AS, next) && next + 1 < scan.to) {
      return scan.inWords(MetricKind.MULTIPLIER, 2, "x", token, next + 2);
    }
    if (value == 2 && (scan.is(Word.THE, next) || scan.tokenIs(next, "that"))) {
      return scan.inWords(MetricKind.MULTIPLIER, 2, "x", token, next);
    }
    return value == 2 || rates.perTime(next) > 0
        ? scan.inWords(MetricKind.COUNT, value, "time", token, next)
        : null;
  }

  /** "hundreds of orders", "tens of thousands of users", "several hundred dollars"; or null. */
  Amount many(int token) {
    int at = token;
    if (scan.is(Word.SEVERAL, token)) {
      at++;
      if (!scan.is(Word.MAGNITUDE, at)) {
        return null;
      }
      while (scan.is(Word.MAGNITUDE, at)) {
        at++;
      }
    } else {
      while (scan.is(Word.MANY, at) || (scan.is(Word.OF, at) && scan.is(Word.MANY, at + 1))) {
        at++;
      }
      if (!scan.is(Word.OF, at)) {
        return null;
      }
      at++;
    }
    int noun = at < scan.to ? nouns.plural(at) : 0;
    if (noun == 0) {
      return null;
    }
    Amount amount = scan.inWords(MetricKind.COUNT, Amount.UNKNOWN, "", token, noun);
    nouns.counted(amount, noun);
    return amount;
  }
}
