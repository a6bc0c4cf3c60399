package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.score.QuantityLexicon.Unit;
import dev.starstream.scoring.score.QuantityLexicon.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where the readers of the quantity grammar are in a text: the sentence that they read, what is
 * known of its words and of how they stand together, and what was found so far. One thread, one
 * text; goes from sentence to sentence.
 */
final class QuantityScan {
  final Tokens tokens;
  final Words words;
  final String text;
  final QuantityLexicon lexicon;
  final QuantityLexicon.Known known;

  /** First token of the sentence. */
  int from;

  /** One past the last token of the sentence. */
  int to;

  private final SentenceCues cues;
  private final int idiomCue;
  private final List<Quantities.Quantity> found = new ArrayList<>();
  private int sentence;
  private int foundBefore;

  /**
   * @param idiomCue number of the list of idioms, which are no quantities
   */
  QuantityScan(
      Tokens tokens, Words words, QuantityLexicon lexicon, SentenceCues cues, int idiomCue) {
    this.tokens = tokens;
    this.words = words;
    this.text = tokens.text;
    this.lexicon = lexicon;
    this.known = lexicon.of(tokens, words);
    this.cues = cues;
    this.idiomCue = idiomCue;
  }

  /** Goes to this sentence. */
  void open(int sentence, int from, int to) {
    this.sentence = sentence;
    this.from = from;
    this.to = to;
    foundBefore = found.size();
  }

  // ---- words

  /** False for a token that is not in the sentence. */
  boolean is(Word word, int token) {
    return token >= from && token < to && known.at(token).is(word);
  }

  /** Whether one of so many tokens before this one is such a word. */
  boolean isNear(Word word, int token, int back) {
    for (int at = Math.max(from, token - back); at < token; at++) {
      if (is(word, at)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a token is this very word, in lower case. */
  boolean tokenIs(int token, String word) {
    return token < to && tokens.length(token) == word.length() && tokens.startsWith(token, word);
  }

  boolean isIdiom(int token) {
    return cues.near(idiomCue, sentence, token, token + 1) && !is(Word.FREQUENCY, token);
  }

  /** The unit that a token is, or null. */
  Unit unitAt(int token) {
    return is(Word.UNIT, token) ? known.at(token).unit : null;
  }

  boolean isTime(int token) {
    Unit unit = unitAt(token);
    return unit != null && unit.kind() == MetricKind.DURATION && tokens.length(token) > 2;
  }

  /** "an hour" in "an hour's training". */
  boolean isPossessiveTime(int token) {
    if (token >= to || !(tokens.endsWith(token, "'s") || tokens.endsWith(token, "\u2019s"))) {
      return false;
    }
    int end = tokens.end[token] - 2;
    Unit unit = lexicon.of(Tokens.hash(text.subSequence(tokens.start[token], end))).unit;
    return unit != null && unit.kind() == MetricKind.DURATION && tokens.length(token) > 4;
  }

  /** Whether only blanks or a hyphen stand between a token and the one before it. */
  boolean adjacent(int token) {
    return token > from && token < to && adjacentAfter(tokens.end[token - 1], token);
  }

  /** Whether only blanks or a hyphen stand between that character and a token. */
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

  // ---- amounts

  /** An amount that the words from one token to another say. */
  Amount inWords(MetricKind kind, double value, String unit, int fromToken, int toToken) {
    var amount = new Amount();
    amount.from = fromToken;
    amount.startChar = tokens.start[fromToken];
    amount.value = value;
    amount.kind = kind;
    amount.unit = unit;
    amount.inWords = true;
    end(amount, toToken);
    return amount;
  }

  /** Lets the amount go on to before that token. */
  void end(Amount amount, int next) {
    amount.next = next;
    amount.endChar = tokens.end[next - 1];
  }

  /**
   * Keeps an amount as a quantity. A word that stands before a number may have been told with the
   * quantity before it.
   */
  void put(Amount amount) {
    int last = found.size() - 1;
    if (last >= 0 && found.get(last).span().end() > amount.startChar) {
      return;
    }
    found.add(
        new Quantities.Quantity(
            new Span(amount.startChar, amount.endChar),
            amount.kind,
            amount.value == Amount.UNKNOWN
                ? OptionalDouble.empty()
                : OptionalDouble.of(amount.value),
            amount.unit,
            sentence,
            amount.from,
            amount.next));
  }

  /** The quantity found last in this sentence, or null. */
  Quantities.Quantity last() {
    return found.size() > foundBefore ? found.get(found.size() - 1) : null;
  }

  /** All quantities found so far, in order. */
  List<Quantities.Quantity> found() {
    return found;
  }
}
