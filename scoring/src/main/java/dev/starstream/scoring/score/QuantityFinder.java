package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.QuantityWords;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/**
 * The quantity grammar: numbers in digits and words with a unit, a currency, a counted noun, a rate
 * or a partner ("from 8 seconds to 1.5 seconds"). Dates, clock times, versions, names, ages and
 * idioms are no quantities. Works on tokens and the characters between them; no regular
 * expressions.
 *
 * <p>Each kind has its reader: numbers {@link NumberReader}, those that are no amounts {@link
 * NoAmounts}, units {@link UnitReader}, counted nouns {@link NounReader}, numbers with neither
 * {@link BareNumberReader}, words without a number {@link AmountWordReader}, rates {@link
 * RateReader}, pairs {@link PairReader}. {@link AmountReader} asks them in order.
 */
final class QuantityFinder {
  private final QuantityLexicon lexicon;
  private final int idiomCue;

  QuantityFinder(QuantityWords words, CueBook book) {
    lexicon = new QuantityLexicon(words, book.vocabulary());
    idiomCue = book.add("quantities/idioms", words.idioms());
  }

  Quantities find(Tokens tokens, Words words, Sentences sentences, SentenceCues cues) {
    var scan = new QuantityScan(tokens, words, lexicon, cues, idiomCue);
    var search = new Search(scan);
    for (int sentence = 0; sentence < sentences.count(); sentence++) {
      search.readSentence(sentence, sentences.fromToken(sentence), sentences.toToken(sentence));
    }
    return new Quantities(scan.found(), sentences.count());
  }

  /** Reads the quantities of one text. */
  private static final class Search {
    private final QuantityScan scan;
    private final AmountReader amounts;
    private final RateReader rates;
    private final PairReader pairs;

    Search(QuantityScan scan) {
      this.scan = scan;
      var noAmounts = new NoAmounts(scan);
      var numbers = new NumberReader(scan, noAmounts);
      var nouns = new NounReader(scan, noAmounts);
      var units = new UnitReader(scan, numbers, nouns, noAmounts);
      var bareNumbers = new BareNumberReader(scan, noAmounts, nouns);
      rates = new RateReader(scan, numbers, nouns);
      var amountWords = new AmountWordReader(scan, nouns, units, rates);
      amounts = new AmountReader(scan, numbers, units, bareNumbers, amountWords);
      pairs = new PairReader(scan, amounts, nouns, units, rates);
    }

    void readSentence(int sentence, int from, int to) {
      scan.open(sentence, from, to);
      QuantityLexicon.Known known = scan.known;
      int token = from;
      while (token < to) {
        token = known.starts(token) ? Math.max(token + 1, read(token)) : token + 1;
      }
    }

    /** Finds a quantity that starts here and returns the token after it, or 0. */
    private int read(int token) {
      if (scan.isIdiom(token)) {
        return 0;
      }
      if (scan.is(Word.FROM, token)) {
        return pairs.fromTo(token);
      }
      Amount amount = amounts.read(token, true);
      if (amount == null) {
        return 0;
      }
      if (amount.kind == null) {
        return amount.next; // a name, a date, a place in a list
      }
      int paired = pairs.pair(amount);
      if (paired > 0) {
        return paired;
      }
      rates.read(amount);
      orSo(amount);
      scan.put(amount);
      return amount.next;
    }

    /** "twenty pages or so". */
    private void orSo(Amount amount) {
      if (scan.is(Word.OR, amount.next) && scan.is(Word.SO, amount.next + 1)) {
        scan.end(amount, amount.next + 2);
      }
    }
  }
}
