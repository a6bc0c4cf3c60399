package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/** One amount with its unit or noun, but without its rate and its partner. */
final class AmountReader {
  private final QuantityScan scan;
  private final NumberReader numbers;
  private final UnitReader units;
  private final BareNumberReader bareNumbers;
  private final AmountWordReader amountWords;

  AmountReader(
      QuantityScan scan,
      NumberReader numbers,
      UnitReader units,
      BareNumberReader bareNumbers,
      AmountWordReader amountWords) {
    this.scan = scan;
    this.numbers = numbers;
    this.units = units;
    this.bareNumbers = bareNumbers;
    this.amountWords = amountWords;
  }

  /**
   * The amount at a token. Null if there is none; without a kind if there is a number that is none,
   * so that it is not looked at again.
   *
   * @param alone whether a number without a unit is to be taken only if it counts something
   */
  Amount read(int token, boolean alone) {
    if (token >= scan.to) {
      return null;
    }
    QuantityLexicon.Entry word = scan.known.at(token);
    if (word.is(Word.NOT) || word.is(Word.WITHOUT)) {
      return amountWords.notOne(token);
    }
    if (word.is(Word.MULTIPLIER)) {
      return scan.inWords(MetricKind.MULTIPLIER, word.multiplier, "x", token, token + 1);
    }
    if (word.is(Word.TWICE) || word.is(Word.ONCE)) {
      return amountWords.twice(token);
    }
    if (word.is(Word.MANY) || word.is(Word.SEVERAL)) {
      return amountWords.many(token);
    }
    Amount fraction = amountWords.fraction(token);
    if (fraction != null) {
      return fraction;
    }
    if (word.is(Word.A)) {
      Amount article = amountWords.article(token);
      if (article != null) {
        return article;
      }
    }
    Amount amount = numbers.number(token);
    if (amount == null) {
      return null;
    }
    numbers.range(amount);
    units.read(amount);
    if (!amount.hasUnit() && !amount.none) {
      bareNumbers.read(amount, alone);
    }
    return amount;
  }
}
