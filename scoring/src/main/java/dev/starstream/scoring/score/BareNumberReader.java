package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/** Numbers that count something not said: "we got 99.97", "NPS 58", "10%, we landed at 14". */
final class BareNumberReader {
  private final QuantityScan scan;
  private final NoAmounts noAmounts;
  private final NounReader nouns;
  private final Tokens tokens;
  private final Words words;
  private final String text;

  BareNumberReader(QuantityScan scan, NoAmounts noAmounts, NounReader nouns) {
    this.scan = scan;
    this.noAmounts = noAmounts;
    this.nouns = nouns;
    tokens = scan.tokens;
    words = scan.words;
    text = scan.text;
  }

  /**
   * Gives a number without a unit its kind, if it is no name, time, age or figure of speech.
   *
   * @param alone whether it has no partner
   */
  void read(Amount amount, boolean alone) {
    int before = amount.from - 1;
    boolean first = before < scan.from;
    int next = amount.next;
    boolean touches = next < scan.to && scan.adjacentAfter(amount.endChar, next);
    if (next < scan.to && !touches && noAmounts.isGluedAfter(amount)) {
      return;
    }
    if (amount.inWords && amount.value == 1 && !amount.magnitude) {
      boolean ends = !touches || words.is(WordClass.PREPOSITION, next);
      boolean reached =
          scan.is(Word.TO, before)
              || scan.is(Word.BE, before)
              || (scan.is(Word.APPROXIMATION, before)
                  && !scan.is(Word.A, before)
                  && !scan.is(Word.THAN, before))
              || (words.is(WordClass.PAST, before) && scan.last() != null);
      if ((!ends || !reached) && alone) {
        return;
      }
    }
    if (alone && !isSigned(amount)) {
      boolean pointed =
          scan.is(Word.POINTING, before)
              || scan.is(Word.THE, before)
              || scan.is(Word.OTHER, before);
      if (pointed
          || scan.is(Word.PAST, before)
          || noAmounts.isNamed(amount)
          || noAmounts.isAge(amount)) {
        return;
      }
      boolean clock = scan.is(Word.AT, before) && (amount.inWords || amount.clockLike);
      if (clock && amount.value <= 24) {
        return;
      }
      if (!amount.inWords
          && (scan.is(Word.A, before)
              || (touches && tokens.startsUpperCase(next) && !amount.magnitude))) {
        return;
      }
      if (!first && amount.dashed && scan.is(Word.APPROXIMATION, before)) {
        return;
      }
      if (amount.dashed) {
        return;
      }
    }
    amount.bare = true;
    kindOfBare(amount);
  }

  private void kindOfBare(Amount amount) {
    if (scored(amount)) {
      return;
    }
    if (scan.isNear(Word.MONEY_BEFORE, amount.from, 4) && amount.value != 1) {
      amount.kind = MetricKind.MONEY;
      return;
    }
    if (amount.value > 90 && amount.value < 100 && amount.value % 1 != 0) {
      amount.kind = MetricKind.PERCENT; // "we got 99.97"
      amount.unit = "%";
      return;
    }
    Quantities.Quantity last = scan.last();
    if (last != null && isLike(amount, last)) {
      amount.kind = last.kind();
      amount.unit = last.unit();
      return;
    }
    amount.kind = amount.magnitude && !amount.inWords ? MetricKind.MONEY : MetricKind.COUNT;
  }

  /** Whether a number without a unit has that of the quantity before it: "10%, we landed at 14". */
  private boolean isLike(Amount amount, Quantities.Quantity last) {
    if (amount.from - last.toToken() > 14 || scan.is(Word.OF, amount.next)) {
      return false;
    }
    return switch (last.kind()) {
      case PERCENT -> {
        char end = text.charAt(last.span().end() - 1);
        yield amount.value <= 1000 && (end == '%' || end == 't');
      }
      case MONEY -> true;
      case DURATION -> {
        // "it took three days, and now it's 260" but "within 72 hours and was done in 51"
        boolean aside = scan.is(Word.TIME_BEFORE, last.fromToken() - 1);
        boolean asideToo = words.is(WordClass.PREPOSITION, amount.from - 1);
        yield amount.value <= 400 && (!aside || (asideToo && !scan.is(Word.TO, amount.from - 1)));
      }
      case SCORE -> amount.value <= 1000;
      case COUNT, MULTIPLIER, DELTA -> false;
    };
  }

  /** "NPS 58", "a rating of 4.6". */
  private boolean scored(Amount amount) {
    int word = amount.from - 1;
    int steps = 0;
    while (word >= scan.from
        && steps < 4
        && scan.is(Word.SCORE_JOIN, word)
        && !scan.is(Word.SCORED, word)) {
      word--;
      steps++;
    }
    boolean grade = scan.is(Word.AS, amount.next) && scan.is(Word.SCORED, amount.next + 2);
    if (!scan.is(Word.SCORED, word)) {
      if (grade || (scan.is(Word.SCORED, amount.next + 1) && scan.is(Word.AS, amount.next))) {
        amount.kind = MetricKind.SCORE;
        amount.unit = "points";
      }
      return amount.hasUnit();
    }
    amount.kind = MetricKind.SCORE;
    amount.unit = nouns.name(word);
    boolean acronym =
        tokens.startsUpperCase(word) && Character.isUpperCase(text.charAt(tokens.end[word] - 1));
    if (steps == 0 && acronym) {
      amount.from = word;
      amount.startChar = tokens.start[word];
    }
    return true;
  }

  /** Whether a sign says that it is an amount: "40+", "1,200", "12k". */
  private boolean isSigned(Amount amount) {
    return (amount.magnitude && !amount.inWords)
        || text.charAt(amount.endChar - 1) == '+'
        || text.charAt(amount.startChar) == '~';
  }
}
