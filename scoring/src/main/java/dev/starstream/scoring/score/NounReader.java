package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Unit;
import dev.starstream.scoring.score.QuantityLexicon.Word;

/** What a number counts: "three new checkout lanes", "a 60-bed ward", "one damaged corner". */
final class NounReader {
  private static final int LONGEST_NOUN = 4;

  private final QuantityScan scan;
  private final NoAmounts noAmounts;
  private final Tokens tokens;
  private final Words words;
  private final String text;

  NounReader(QuantityScan scan, NoAmounts noAmounts) {
    this.scan = scan;
    this.noAmounts = noAmounts;
    tokens = scan.tokens;
    words = scan.words;
    text = scan.text;
  }

  /** Gives a number what it counts as its unit, if a noun starts at that token. */
  void read(Amount amount, int token) {
    boolean one = amount.value == 1 && !amount.magnitude;
    boolean hyphen = amount.endChar < text.length() && text.charAt(amount.endChar) == '-';
    if (hyphen) {
      boolean word = tokens.length(token) > 2 && !one && !tokens.endsWith(token, "er");
      if (word && !words.endsAsPast(tokens, token) && !tokens.startsWithDigit(token)) {
        counted(amount, token + 1);
      } else {
        amount.next = token + 1;
      }
      return;
    }
    if (one && (scan.is(Word.POINTING, amount.from - 1) || scan.is(Word.THE, amount.from - 1))) {
      return;
    }
    if (noAmounts.isNamed(amount)) {
      return;
    }
    int noun = one ? 0 : plural(token);
    if (noun == 0 && (one || (amount.value == 0 && amount.inWords))) {
      noun = singular(token);
    }
    if (noun > 0) {
      counted(amount, noun);
    }
  }

  /** Ends a count with its noun, or gives it the kind of the unit which that noun is. */
  void counted(Amount amount, int end) {
    Unit unit = scan.unitAt(end - 1);
    amount.kind = unit == null ? MetricKind.COUNT : unit.kind();
    amount.unit = unit == null ? name(end - 1) : unit.name();
    scan.end(amount, end);
  }

  /** The end of a counted noun in the plural with up to three words before it, or 0. */
  int plural(int token) {
    int at = scan.is(Word.EXTRA, token) ? token + 1 : token;
    int limit = Math.min(scan.to, at + LONGEST_NOUN);
    for (; at < limit; at++) {
      if (at > token && !scan.adjacent(at)) {
        return 0;
      }
      boolean compound = at > token && text.charAt(tokens.start[at] - 1) == '-';
      if (!compound && isNoNoun(at)) {
        return 0;
      }
      boolean opensCompound = at + 1 < scan.to && text.charAt(tokens.end[at]) == '-';
      if (!opensCompound && (words.is(WordClass.PLURAL, at) || isPlural(at))) {
        // "crew members" is one noun, but "20 hours people spent" is not
        return at + 1;
      }
      if (words.is(WordClass.PAST, at) && !words.is(WordClass.PARTICIPLE, at)) {
        return 0;
      }
    }
    return 0;
  }

  /** Whether no counted noun has this word in it. */
  boolean isNoNoun(int token) {
    return words.is(WordClass.NOT_COUNTED, token)
        || words.is(WordClass.PREPOSITION, token)
        || tokens.startsWithDigit(token)
        || scan.is(Word.NUMBER, token)
        || scan.is(Word.ONE, token)
        || words.is(WordClass.MONTH, token);
  }

  /** The end of a noun in the singular with what stands before it: "one damaged corner"; or 0. */
  int singular(int token) {
    int at = token;
    int limit = Math.min(scan.to, at + LONGEST_NOUN);
    while (at < limit
        && (at == token || scan.adjacent(at))
        && !isNoNoun(at)
        && !(words.is(WordClass.ADVERB, at) && !scan.is(Word.VERY, at))
        && !words.is(WordClass.PAST, at)
        && !(at > token && words.endsAsPast(tokens, at))
        && !tokens.endsWith(at, "'s")) {
      at++;
    }
    if (at == token || (at == token + 1 && words.endsAsPast(tokens, token))) {
      return 0;
    }
    int last = at - 1;
    boolean verb = tokens.endsWith(last, "s") && isPlural(last) && at == token + 1;
    return verb || tokens.length(last) < 2 ? 0 : at;
  }

  private boolean isPlural(int token) {
    int length = tokens.length(token);
    return length > 3
        && tokens.endsWith(token, "s")
        && !tokens.endsWith(token, "ss")
        && !tokens.endsWith(token, "us")
        && !tokens.endsWith(token, "is")
        && !tokens.endsWith(token, "'s")
        && !tokens.endsWith(token, "\u2019s")
        && !tokens.endsWith(token, "ous");
  }

  /** A noun as a unit: in lower case and the singular. */
  String name(int token) {
    String word = text.substring(tokens.start[token], tokens.end[token]);
    StringBuilder name = new StringBuilder(word.length());
    for (int i = 0; i < word.length() && i < 40; i++) {
      name.append(Character.toLowerCase(word.charAt(i)));
    }
    int n = name.length();
    if (n > 4 && word.endsWith("ies")) {
      name.setLength(n - 3);
      name.append('y');
    } else if (n > 3 && word.endsWith("s") && !word.endsWith("ss") && n == word.length()) {
      name.setLength(n - 1);
    }
    return name.toString();
  }
}
