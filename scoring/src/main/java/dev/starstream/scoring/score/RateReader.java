package dev.starstream.scoring.score;

import dev.starstream.scoring.score.QuantityLexicon.Word;

/** Rates: so much "a day", "per patient", "one teacher for every fifteen pupils". */
final class RateReader {
  private final QuantityScan scan;
  private final NumberReader numbers;
  private final NounReader nouns;
  private final Tokens tokens;
  private final String text;

  RateReader(QuantityScan scan, NumberReader numbers, NounReader nouns) {
    this.scan = scan;
    this.numbers = numbers;
    this.nouns = nouns;
    tokens = scan.tokens;
    text = scan.text;
  }

  /** Lets an amount go on to the end of its rate, if it has one. */
  void read(Amount amount) {
    switch (amount.kind) {
      case MULTIPLIER, DELTA, PERCENT, SCORE -> {
        return;
      }
      case COUNT, DURATION, MONEY -> {}
    }
    int at = amount.next;
    if (at >= scan.to || !isAfter(amount, at)) {
      return;
    }
    if (scan.is(Word.EXTRA, at) && perTime(at + 1) > 0) {
      at++;
    }
    at = scan.is(Word.WORTH, at) ? at + 1 : at;
    if (scan.is(Word.OF, at)) {
      int noun = at + 1;
      while (noun < Math.min(scan.to, at + 3) && !nouns.isNoNoun(noun)) {
        noun++;
      }
      at = noun > at + 1 ? noun : at;
    }
    int end = perAnything(at);
    if (end == 0 || !scan.adjacent(at)) {
      ratio(amount);
      return;
    }
    if (amount.unit.isEmpty() && perTime(at) > 0) {
      amount.unit = "per " + nouns.name(end - 1);
    }
    scan.end(amount, end);
    int more = perTime(end);
    if (more > 0 && scan.adjacent(end)) {
      scan.end(amount, more);
    }
  }

  /** "a day", "per week", "each month": the token after it, or 0. */
  int perTime(int token) {
    boolean per =
        scan.is(Word.A, token)
            || scan.is(Word.PER, token)
            || scan.is(Word.EACH, token)
            || scan.is(Word.BY, token);
    if (!per || token + 1 >= scan.to || !scan.adjacent(token + 1)) {
      return 0;
    }
    boolean time = scan.isTime(token + 1) && !tokens.endsWith(token + 1, "s");
    boolean quarter = scan.tokenIs(token + 1, "quarter");
    return time || quarter ? token + 2 : 0;
  }

  /** "per patient", "per hundred kilometres", "per head and day": the token after it, or 0. */
  private int perAnything(int token) {
    if (!scan.is(Word.PER, token) || token + 1 >= scan.to || !scan.adjacent(token + 1)) {
      return perTime(token);
    }
    int at = token + 1;
    if (scan.is(Word.MAGNITUDE, at) && at + 1 < scan.to) {
      return at + 2;
    }
    if (nouns.isNoNoun(at)) {
      return 0;
    }
    boolean more = scan.is(Word.AND, at + 1) && scan.isTime(at + 2);
    return more ? at + 3 : at + 1;
  }

  /** Also after the apostrophe of "two shifts' worth". */
  private boolean isAfter(Amount amount, int token) {
    char after = text.charAt(amount.endChar);
    boolean apostrophe = after == '\'' || after == '\u2019';
    return scan.adjacentAfter(apostrophe ? amount.endChar + 1 : amount.endChar, token);
  }

  /** "one teacher for every fifteen pupils". */
  private void ratio(Amount amount) {
    int every = amount.next + 1;
    if (!scan.is(Word.EACH, every) || !scan.tokenIs(amount.next, "for")) {
      return;
    }
    Amount whole = numbers.number(every + 1);
    int noun = whole == null || whole.next >= scan.to ? 0 : nouns.plural(whole.next);
    if (noun > 0) {
      scan.end(amount, noun);
    }
  }
}
