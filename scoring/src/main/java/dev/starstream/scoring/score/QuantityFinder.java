package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.QuantityWords;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.QuantityLexicon.Unit;
import dev.starstream.scoring.score.QuantityLexicon.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The quantity grammar: numbers in digits and words with a unit, a currency, a counted noun, a rate
 * or a partner ("from 8 seconds to 1.5 seconds"). Dates, clock times, versions, names, ages and
 * idioms are no quantities. Works on tokens and the characters between them; no regular
 * expressions. Numbers themselves are read by {@link NumberReader}.
 */
final class QuantityFinder {
  private static final int LONGEST_NOUN = 4;

  private final QuantityLexicon lexicon;
  private final int idiomCue;

  QuantityFinder(QuantityWords words, CueBook book) {
    lexicon = new QuantityLexicon(words, book.vocabulary());
    idiomCue = book.add("quantities/idioms", words.idioms());
  }

  Quantities find(Tokens tokens, Words words, Sentences sentences, SentenceCues cues) {
    var found = new ArrayList<Quantities.Quantity>();
    QuantityLexicon.Known known = lexicon.of(tokens, words);
    for (int sentence = 0; sentence < sentences.count(); sentence++) {
      new Scan(tokens, words, known, sentences, cues, sentence, found).run();
    }
    return new Quantities(found, sentences.count());
  }

  /** One pass over a sentence. */
  private final class Scan {
    private final Tokens tokens;
    private final Words words;
    private final QuantityLexicon.Known known;
    private final SentenceCues cues;
    private final int sentence;
    private final int from;
    private final int to;
    private final String text;
    private final List<Quantities.Quantity> found;
    private final int foundBefore;
    private NumberReader numbers;

    Scan(
        Tokens tokens,
        Words words,
        QuantityLexicon.Known known,
        Sentences sentences,
        SentenceCues cues,
        int sentence,
        List<Quantities.Quantity> found) {
      this.tokens = tokens;
      this.words = words;
      this.known = known;
      this.cues = cues;
      this.sentence = sentence;
      this.from = sentences.fromToken(sentence);
      this.to = sentences.toToken(sentence);
      this.text = tokens.text;
      this.found = found;
      this.foundBefore = found.size();
    }

    void run() {
      int token = from;
      while (token < to) {
        if (known.starts(token)) {
          if (numbers == null) {
            numbers = new NumberReader(tokens, words, lexicon, known, from, to);
          }
          token = Math.max(token + 1, at(token));
        } else {
          token++;
        }
      }
    }

    /** Finds a quantity that starts here and returns the token after it, or 0. */
    private int at(int token) {
      if (isIdiom(token)) {
        return 0;
      }
      if (is(Word.FROM, token)) {
        return fromTo(token);
      }
      Amount amount = quantity(token, true);
      if (amount == null) {
        return 0;
      }
      if (amount.kind == null) {
        return amount.next; // a name, a date, a place in a list
      }
      int paired = pair(amount);
      if (paired > 0) {
        return paired;
      }
      rate(amount);
      orSo(amount);
      put(amount);
      return amount.next;
    }

    private boolean is(Word word, int token) {
      return token >= from && token < to && known.at(token).is(word);
    }

    private boolean isIdiom(int token) {
      return cues.near(idiomCue, sentence, token, token + 1) && !is(Word.FREQUENCY, token);
    }

    // ---- one quantity

    /**
     * The quantity at a token, without its rate and its partner. Null if there is none; without a
     * kind if there is a number that is none, so that it is not looked at again.
     *
     * @param alone whether a number without a unit is to be taken only if it counts something
     */
    private Amount quantity(int token, boolean alone) {
      if (token >= to) {
        return null;
      }
      if (is(Word.NOT, token) || is(Word.WITHOUT, token)) {
        return notOne(token);
      }
      if (is(Word.MULTIPLIER, token)) {
        return amount(MetricKind.MULTIPLIER, known.at(token).multiplier, "x", token, token + 1);
      }
      if (is(Word.TWICE, token) || is(Word.ONCE, token)) {
        return twice(token);
      }
      if (is(Word.MANY, token) || is(Word.SEVERAL, token)) {
        return many(token);
      }
      Amount fraction = fraction(token);
      if (fraction != null) {
        return fraction;
      }
      if (is(Word.A, token)) {
        Amount article = article(token);
        if (article != null) {
          return article;
        }
      }
      Amount amount = numbers.number(token);
      if (amount == null) {
        return null;
      }
      numbers.range(amount);
      unit(amount);
      if (!amount.hasUnit() && !amount.none) {
        bare(amount, alone);
      }
      return amount;
    }

    private Amount amount(MetricKind kind, double value, String unit, int fromToken, int toToken) {
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

    private Unit unitAt(int token) {
      return is(Word.UNIT, token) ? known.at(token).unit : null;
    }

    private boolean isTime(int token) {
      Unit unit = unitAt(token);
      return unit != null && unit.kind() == MetricKind.DURATION && tokens.length(token) > 2;
    }

    /** "an hour" in "an hour's training". */
    private boolean isPossessiveTime(int token) {
      if (token >= to || !(tokens.endsWith(token, "'s") || tokens.endsWith(token, "\u2019s"))) {
        return false;
      }
      int end = tokens.end[token] - 2;
      Unit unit = lexicon.of(Tokens.hash(text.subSequence(tokens.start[token], end))).unit;
      return unit != null && unit.kind() == MetricKind.DURATION && tokens.length(token) > 4;
    }

    private void unit(Amount amount) {
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
      if (next < to && numbers.adjacentAfter(amount.endChar, next)) {
        unitWord(amount, next);
      }
    }

    private void unitWord(Amount amount, int next) {
      boolean one = amount.inWords && amount.value == 1;
      Unit unit = unitAt(next);
      if (is(Word.POINTS, next)) {
        points(amount, next);
      } else if (unit != null && (tokens.length(next) > 1 || isUnitLetter(amount, next))) {
        if (!one || isOneTime(amount, next)) {
          unit(amount, unit, next);
        } else {
          amount.next = next + 1; // "one day"
          amount.none = true;
        }
      } else if (is(Word.WORKER, next) && isTime(next + 1) && numbers.adjacent(next + 1)) {
        unit(amount, known.at(next + 1).unit, next + 1);
      } else if (is(Word.CURRENCY, next)) {
        amount.kind = MetricKind.MONEY;
        amount.unit = known.at(next).currency;
        end(amount, next + 1);
      } else if (is(Word.PER, next) && is(Word.CENT, next + 1)) {
        percent(amount, next + 2);
      } else if (is(Word.BASIS, next) && is(Word.POINTS, next + 1)) {
        amount.value /= 100;
        percent(amount, next + 2);
      } else if (is(Word.TIMES, next)) {
        times(amount, next);
      } else if (is(Word.X, next) || is(Word.FOLD, next)) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        end(amount, next + 1);
      } else if (is(Word.HALVES, next) && is(Word.OF, next + 1) && is(Word.A, next + 2)) {
        int last = Math.min(next + 4, to);
        counted(amount, last);
      } else {
        noun(amount, next);
      }
    }

    /** "8 s", "3 h" */
    private boolean isUnitLetter(Amount amount, int token) {
      char c = tokens.first(token);
      return !amount.inWords && (c == 's' || c == 'h' || c == 'g');
    }

    /** "one night" is an amount after "in", "took us" and the like; else it is some night. */
    private boolean isOneTime(Amount amount, int unit) {
      if (!isTime(unit) || amount.from == from) {
        boolean told = unit + 1 >= to || !numbers.adjacent(unit + 1);
        return !isTime(unit) || told; // "One evening both failed"
      }
      boolean shortOne = is(Word.PER, amount.next + 1);
      return shortOne || is(Word.TIME_BEFORE, amount.from - 1);
    }

    private void percent(Amount amount, int next) {
      amount.kind = MetricKind.PERCENT;
      amount.unit = "%";
      end(amount, next);
    }

    private void unit(Amount amount, Unit unit, int token) {
      if (isIdiom(token)) {
        amount.next = token + 1; // "fourteen year olds"
        amount.none = true;
        return;
      }
      if (unit.kind() == MetricKind.DURATION && is(Word.AGO, token + 1)) {
        amount.next = token + 2; // a date
        amount.none = true;
        return;
      }
      amount.kind = unit.kind();
      amount.unit = unit.name();
      end(amount, token + 1);
      switch (unit.kind()) {
        case PERCENT -> {
          if (is(Word.POINTS, amount.next)) {
            end(amount, amount.next + 1);
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
      Unit unit = unitAt(amount.next);
      if (unit != null && unit.kind() == MetricKind.MONEY && numbers.adjacent(amount.next)) {
        end(amount, amount.next + 1);
      }
    }

    /** "5 hours 40 minutes", "two years and three months", "a day and a half". */
    private void restOfDuration(Amount amount) {
      boolean and = is(Word.AND, amount.next);
      int next = and ? amount.next + 1 : amount.next;
      if (next >= to || !numbers.adjacentAfter(amount.endChar, amount.next)) {
        return;
      }
      if (and && is(Word.A, next) && is(Word.HALF, next + 1)) {
        amount.value += 0.5;
        end(amount, next + 2);
        return;
      }
      Amount rest = numbers.number(next);
      if (rest == null || rest.kind == MetricKind.MONEY) {
        return;
      }
      int last = rest.kind == MetricKind.DURATION ? rest.next - 1 : rest.next;
      if (rest.kind == MetricKind.DURATION || (rest.kind == null && isTime(last))) {
        end(amount, last + 1);
      }
    }

    private boolean percentSign(Amount amount) {
      int at = amount.endChar;
      if (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\u00a0')) {
        at++;
      }
      if (at < text.length() && text.charAt(at) == '%') {
        amount.kind = MetricKind.PERCENT;
        amount.unit = "%";
        amount.endChar = at + 1;
        return true;
      }
      return false;
    }

    private boolean currencySignAfter(Amount amount) {
      int at = amount.endChar;
      if (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\u00a0')) {
        at++;
      }
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

    /** "4.8/5", "84 points out of 100", "nine out of ten", "27 of 29", "five of my six". */
    private boolean scale(Amount amount) {
      boolean points = is(Word.POINTS, amount.next);
      int next = points ? amount.next + 1 : amount.next;
      if (next < to
          && amount.endChar + 1 == tokens.start[next]
          && text.charAt(amount.endChar) == '/') {
        if (!numbers.isScoreOf(amount)) {
          return false;
        }
        amount.kind = MetricKind.SCORE;
        amount.unit = "points";
        end(amount, next + 1);
        return true;
      }
      int whole = next;
      boolean out = is(Word.OUT, whole);
      whole += out ? 1 : 0;
      if (!is(Word.OF, whole) || !numbers.adjacent(next)) {
        return false;
      }
      whole++;
      if (!out && (is(Word.THE, whole) || is(Word.OURS, whole))) {
        if (amount.value == 1) {
          return false; // "every one of the 412 comments"
        }
        whole++;
      } else if (is(Word.EACH, whole)) {
        whole++;
      }
      Amount all = numbers.number(whole);
      if (all == null || all.value <= 1 || all.value < amount.value || all.hasUnit()) {
        return false;
      }
      boolean rated = points || isNear(Word.RATED, amount.from, 5) || amount.value % 1 != 0;
      boolean isScore = out && rated && numbers.isScale(all);
      int last = all.next;
      if (!isScore && all.value < amount.value) {
        return false;
      }
      amount.kind = isScore ? MetricKind.SCORE : MetricKind.PERCENT;
      amount.unit = isScore ? "points" : "%";
      amount.value = isScore ? amount.value : 100 * amount.value / all.value;
      end(amount, last);
      return true;
    }

    private boolean isNear(Word word, int token, int back) {
      for (int at = Math.max(from, token - back); at < token; at++) {
        if (is(word, at)) {
          return true;
        }
      }
      return false;
    }

    /** "1 in 5", "one run in four", "one in every thirty". */
    private boolean oneIn(Amount amount) {
      if (amount.value != 1) {
        return false;
      }
      int in = is(Word.IN, amount.next) ? amount.next : amount.next + 1;
      if (!is(Word.IN, in) || !numbers.adjacent(in) || !numbers.adjacent(amount.next)) {
        return false;
      }
      int whole = is(Word.EACH, in + 1) ? in + 2 : in + 1;
      Amount all = numbers.number(whole);
      boolean fits = all != null && all.value > 1 && !all.hasUnit() && !isTime(all.next);
      if (!fits || (all.next < to && all.value >= 1900 && !all.inWords)) {
        return false;
      }
      amount.value = 100 / all.value;
      amount.kind = MetricKind.PERCENT;
      amount.unit = "%";
      end(amount, all.next);
      return true;
    }

    private void points(Amount amount, int token) {
      boolean ofScore = isNear(Word.SCORED, amount.from, 12);
      boolean moved =
          is(Word.DOWN_OR_UP, amount.from - 1)
              || (is(Word.BY, amount.from - 1) && isNear(Word.DOWN_OR_UP, amount.from, 8));
      amount.kind =
          moved && !ofScore
              ? MetricKind.PERCENT
              : ofScore || amount.value >= 20 || amount.value % 1 != 0
                  ? MetricKind.SCORE
                  : MetricKind.COUNT;
      amount.unit =
          switch (amount.kind) {
            case PERCENT -> "%";
            case SCORE -> "points";
            default -> "point";
          };
      end(amount, token + 1);
    }

    private void times(Amount amount, int token) {
      int next = token + 1;
      if (is(Word.MORE, next)) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        end(amount, next + 1);
      } else if (is(Word.AS, next) && next + 1 < to) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        end(amount, next + 2);
      } else if (is(Word.THE, next) || tokensAre(next, "what")) {
        amount.kind = MetricKind.MULTIPLIER;
        amount.unit = "x";
        end(amount, next);
      } else {
        amount.kind = MetricKind.COUNT;
        amount.unit = "time";
        end(amount, next);
      }
    }

    private boolean tokensAre(int token, String word) {
      return token < to && tokens.length(token) == word.length() && tokens.startsWith(token, word);
    }

    /** What a number counts, with the words between: "three new checkout lanes". */
    private void noun(Amount amount, int token) {
      boolean one = amount.value == 1 && !amount.magnitude;
      boolean hyphen = amount.endChar < text.length() && text.charAt(amount.endChar) == '-';
      if (hyphen) {
        boolean word = tokens.length(token) > 2 && !one && !tokens.endsWith(token, "er");
        if (word && !isPastShape(token) && !tokens.startsWithDigit(token)) {
          counted(amount, token + 1);
        } else {
          amount.next = token + 1;
        }
        return;
      }
      if (one && (is(Word.POINTING, amount.from - 1) || is(Word.THE, amount.from - 1))) {
        return;
      }
      if (numbers.isNamed(amount)) {
        return;
      }
      int noun = one ? 0 : pluralNoun(token);
      if (noun == 0 && (one || (amount.value == 0 && amount.inWords))) {
        noun = singularNoun(token);
      }
      if (noun > 0) {
        counted(amount, noun);
      }
    }

    /** Ends a count with its noun, or gives it the kind of the unit which that noun is. */
    private void counted(Amount amount, int end) {
      Unit unit = unitAt(end - 1);
      amount.kind = unit == null ? MetricKind.COUNT : unit.kind();
      amount.unit = unit == null ? name(end - 1) : unit.name();
      end(amount, end);
    }

    /** The end of a counted noun in the plural with up to three words before it, or 0. */
    private int pluralNoun(int token) {
      int at = is(Word.EXTRA, token) ? token + 1 : token;
      int limit = Math.min(to, at + LONGEST_NOUN);
      for (; at < limit; at++) {
        if (at > token && !numbers.adjacent(at)) {
          return 0;
        }
        boolean compound = at > token && text.charAt(tokens.start[at] - 1) == '-';
        if (!compound && isNoNoun(at)) {
          return 0;
        }
        boolean opensCompound = at + 1 < to && text.charAt(tokens.end[at]) == '-';
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

    private boolean isNoNoun(int token) {
      return words.is(WordClass.NOT_COUNTED, token)
          || words.is(WordClass.PREPOSITION, token)
          || tokens.startsWithDigit(token)
          || is(Word.NUMBER, token)
          || is(Word.ONE, token)
          || words.is(WordClass.MONTH, token);
    }

    /** The end of a noun in the singular with what stands before it: "one damaged corner"; or 0. */
    private int singularNoun(int token) {
      int at = token;
      int limit = Math.min(to, at + LONGEST_NOUN);
      while (at < limit
          && (at == token || numbers.adjacent(at))
          && !isNoNoun(at)
          && !(words.is(WordClass.ADVERB, at) && !is(Word.VERY, at))
          && !words.is(WordClass.PAST, at)
          && !(at > token && isPastShape(at))
          && !tokens.endsWith(at, "'s")) {
        at++;
      }
      if (at == token || (at == token + 1 && isPastShape(token))) {
        return 0;
      }
      int last = at - 1;
      boolean verb = tokens.endsWith(last, "s") && isPlural(last) && at == token + 1;
      return verb || tokens.length(last) < 2 ? 0 : at;
    }

    private boolean isPastShape(int token) {
      return tokens.endsWith(token, "ed") && !words.is(WordClass.NOT_PAST, token);
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

    private String name(int token) {
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

    // ---- numbers that count something not said

    /** Gives a number without a unit its kind, if it is no name, time, age or figure of speech. */
    private void bare(Amount amount, boolean alone) {
      int before = amount.from - 1;
      boolean first = before < from;
      int next = amount.next;
      boolean touches = next < to && numbers.adjacentAfter(amount.endChar, next);
      if (next < to && !touches && numbers.isGluedAfter(amount)) {
        return;
      }
      if (amount.inWords && amount.value == 1 && !amount.magnitude) {
        boolean ends = !touches || words.is(WordClass.PREPOSITION, next);
        boolean reached =
            is(Word.TO, before)
                || is(Word.BE, before)
                || (is(Word.APPROXIMATION, before) && !is(Word.A, before) && !is(Word.THAN, before))
                || (words.is(WordClass.PAST, before) && found.size() > foundBefore);
        if ((!ends || !reached) && alone) {
          return;
        }
      }
      if (alone && !numbers.isSigned(amount)) {
        boolean pointed =
            is(Word.POINTING, before) || is(Word.THE, before) || is(Word.OTHER, before);
        if (pointed || is(Word.PAST, before) || numbers.isNamed(amount) || isAge(amount)) {
          return;
        }
        boolean clock = is(Word.AT, before) && (amount.inWords || amount.clockLike);
        if (clock && amount.value <= 24) {
          return;
        }
        if (!amount.inWords
            && (is(Word.A, before)
                || (touches && tokens.startsUpperCase(next) && !amount.magnitude))) {
          return;
        }
        if (!first && amount.dashed && is(Word.APPROXIMATION, before)) {
          return;
        }
        if (amount.dashed) {
          return;
        }
      }
      amount.bare = true;
      kindOfBare(amount);
    }

    private boolean isAge(Amount amount) {
      int before = amount.from - 1;
      boolean self = is(Word.SELF, before) || is(Word.SELF, before - 1);
      return is(Word.BE, before) && self && amount.value > 1 && amount.value < 120;
    }

    private void kindOfBare(Amount amount) {
      Quantities.Quantity last = found.size() > foundBefore ? found.get(found.size() - 1) : null;
      if (scored(amount)) {
        return;
      }
      if (isNear(Word.MONEY_BEFORE, amount.from, 4) && amount.value != 1) {
        amount.kind = MetricKind.MONEY;
        return;
      }
      if (amount.value > 90 && amount.value < 100 && amount.value % 1 != 0) {
        amount.kind = MetricKind.PERCENT; // "we got 99.97"
        amount.unit = "%";
        return;
      }
      if (last != null && isLike(amount, last)) {
        amount.kind = last.kind();
        amount.unit = last.unit();
        return;
      }
      amount.kind = amount.magnitude && !amount.inWords ? MetricKind.MONEY : MetricKind.COUNT;
    }

    /**
     * Whether a number without a unit has that of the quantity before it: "10%, we landed at 14".
     */
    private boolean isLike(Amount amount, Quantities.Quantity last) {
      if (amount.from - last.toToken() > 14 || is(Word.OF, amount.next)) {
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
          boolean aside = is(Word.TIME_BEFORE, last.fromToken() - 1);
          boolean asideToo = words.is(WordClass.PREPOSITION, amount.from - 1);
          yield amount.value <= 400 && (!aside || (asideToo && !is(Word.TO, amount.from - 1)));
        }
        case SCORE -> amount.value <= 1000;
        case COUNT, MULTIPLIER, DELTA -> false;
      };
    }

    /** "NPS 58", "a rating of 4.6". */
    private boolean scored(Amount amount) {
      int word = amount.from - 1;
      int steps = 0;
      while (word >= from && steps < 4 && is(Word.SCORE_JOIN, word) && !is(Word.SCORED, word)) {
        word--;
        steps++;
      }
      boolean grade = is(Word.AS, amount.next) && is(Word.SCORED, amount.next + 2);
      if (!is(Word.SCORED, word)) {
        if (grade || (is(Word.SCORED, amount.next + 1) && is(Word.AS, amount.next))) {
          amount.kind = MetricKind.SCORE;
          amount.unit = "points";
        }
        return amount.hasUnit();
      }
      amount.kind = MetricKind.SCORE;
      amount.unit = name(word);
      boolean acronym =
          tokens.startsUpperCase(word) && Character.isUpperCase(text.charAt(tokens.end[word] - 1));
      if (steps == 0 && acronym) {
        amount.from = word;
        amount.startChar = tokens.start[word];
      }
      return true;
    }

    // ---- words that are amounts

    /** "a third", "by half", "two thirds of", "half an hour", "a quarter of an hour"; or null. */
    private Amount fraction(int token) {
      int at = token;
      double count = 1;
      if (is(Word.A, at) || is(Word.ONE, at)) {
        at++;
      } else if (is(Word.NUMBER, at) && known.at(at).number < 10) {
        count = known.at(at).number;
        at++;
      }
      if (!is(Word.FRACTION, at)) {
        return null;
      }
      double value = count * known.at(at).fraction;
      boolean half = is(Word.HALF, at);
      boolean article = at > token;
      boolean plural = count > 1;
      if (plural && tokens.startsWith(at, "quarter") && !is(Word.OF, at + 1)) {
        return amount(MetricKind.DURATION, count, "quarter", token, at + 1); // of a year
      }
      if (plural != (tokens.endsWith(at, "s") && !half)) {
        return null;
      }
      if (half && is(Word.AS, at + 1) && is(Word.MUCH, at + 2)) {
        return amount(MetricKind.MULTIPLIER, 0.5, "x", token, at + 3);
      }
      int whole = is(Word.OF, at + 1) ? at + 2 : at + 1;
      if (is(Word.A, whole) && isTime(whole + 1) && (half || whole == at + 2)) {
        return amount(
            MetricKind.DURATION, value / 100, known.at(whole + 1).unit.name(), token, whole + 2);
      }
      if ((half || whole == at + 2) && is(Word.A, whole) && is(Word.MAGNITUDE, whole + 1)) {
        Amount part =
            amount(
                MetricKind.MONEY,
                value / 100 * known.at(whole + 1).magnitude,
                "",
                token,
                whole + 2);
        boolean counts = part.next < to && numbers.adjacent(part.next);
        int noun = counts ? pluralNoun(part.next) : 0;
        if (noun > 0) {
          counted(part, noun);
        }
        return part;
      }
      if (half && isTime(at + 1) && !tokens.endsWith(at + 1, "s")) {
        return amount(MetricKind.DURATION, 0.5, known.at(at + 1).unit.name(), token, at + 2);
      }
      boolean ends = at + 1 >= to || !numbers.adjacent(at + 1);
      boolean quarter = tokens.startsWith(at, "quarter");
      boolean of = is(Word.OF, at + 1);
      boolean after =
          ends
              || of
              || words.is(WordClass.PREPOSITION, at + 1)
              || words.is(WordClass.ADVERB, at + 1)
              || words.is(WordClass.NOT_COUNTED, at + 1)
              || is(Word.MORE, at + 1);
      boolean by = is(Word.BY, token - 1) || is(Word.APPROXIMATION, token - 1);
      if (half) {
        boolean whose = is(Word.THE, at + 1) || is(Word.OURS, at + 1);
        boolean past = is(Word.PAST, at + 1) || is(Word.DOWN_OR_UP, at + 1);
        boolean other = is(Word.OTHER, token - 1);
        boolean before = by || is(Word.TAKE, token - 1);
        boolean ok = of || whose || other || (before && after);
        boolean ordinal = is(Word.THE, token - 1) && !of;
        return ok && !ordinal && !past
            ? amount(MetricKind.PERCENT, value, "%", token, at + 1)
            : null;
      }
      if (article && (after || by) && !(quarter && is(Word.AGO, at + 1))) {
        if (quarter && !of && !by && !ends) {
          return null;
        }
        return amount(MetricKind.PERCENT, value, "%", token, at + 1);
      }
      return null;
    }

    /** "a couple of weeks", "a single remark", "an hour", "a whole afternoon"; or null. */
    private Amount article(int token) {
      int next = token + 1;
      if (is(Word.COUPLE, next) && is(Word.OF, next + 1)) {
        int noun = next + 2 < to ? pluralNoun(next + 2) : 0;
        if (noun == 0) {
          return null;
        }
        Amount couple = amount(MetricKind.COUNT, 2, "", token, next + 2);
        counted(couple, noun);
        return couple;
      }
      if (is(Word.SINGLE, next)) {
        return single(token, next + 1);
      }
      int time = is(Word.WHOLE, next) ? next + 1 : next;
      if (time >= to || (tokens.endsWith(time, "s") && !isPossessiveTime(time))) {
        return null;
      }
      if (isPossessiveTime(time)) {
        Amount amount = amount(MetricKind.DURATION, 1, "", token, time + 1);
        amount.endChar -= 2;
        return amount;
      }
      if (!isTime(time)) {
        return null;
      }
      Amount amount = amount(MetricKind.DURATION, 1, known.at(time).unit.name(), token, time + 1);
      boolean rated = perTime(time + 1) > 0;
      boolean told = is(Word.TIME_BEFORE, token - 1) || time > next;
      boolean point = is(Word.DAY_ENDS, time + 1) && numbers.adjacent(time + 1);
      boolean ordinal = tokensAre(time, "second") && time + 1 < to && numbers.adjacent(time + 1);
      if (ordinal && !isNoNoun(time + 1)) {
        return null; // "a second spreadsheet"
      }
      if (!point && (told || rated || is(Word.SOONER, time + 1) || isHalfMore(time + 1))) {
        restOfDuration(amount);
        return amount;
      }
      return null;
    }

    private boolean isHalfMore(int token) {
      return is(Word.AND, token) && is(Word.A, token + 1) && is(Word.HALF, token + 2);
    }

    private Amount single(int token, int noun) {
      int end = noun < to ? singularNoun(noun) : 0;
      return end == 0 ? null : amount(MetricKind.COUNT, 1, name(end - 1), token, end);
    }

    /** "not a single complaint", "not one of the pensioners", "without one damaged corner". */
    private Amount notOne(int token) {
      int next = token + 1;
      if (is(Word.A, next) && is(Word.SINGLE, next + 1)) {
        Amount single = single(token, next + 2);
        if (single != null) {
          single.value = 0;
        }
        return single;
      }
      if (!is(Word.ONE, next) || isIdiom(next)) {
        return null;
      }
      int noun = next + 1;
      boolean ends = noun >= to || !numbers.adjacent(noun);
      if (ends) {
        return is(Word.NOT, token) ? amount(MetricKind.COUNT, 0, "", token, noun) : null;
      }
      int end;
      if (is(Word.OF, noun)) {
        int of = is(Word.THE, noun + 1) || is(Word.OURS, noun + 1) ? noun + 2 : noun + 1;
        end = of < to ? pluralNoun(of) : 0;
      } else {
        end = singularNoun(noun);
      }
      return end == 0 ? null : amount(MetricKind.COUNT, 0, name(end - 1), token, end);
    }

    private Amount twice(int token) {
      int next = token + 1;
      double value = is(Word.TWICE, token) ? 2 : 1;
      if (value == 2 && is(Word.AS, next) && next + 1 < to) {
        return amount(MetricKind.MULTIPLIER, 2, "x", token, next + 2);
      }
      if (value == 2 && (is(Word.THE, next) || tokensAre(next, "that"))) {
        return amount(MetricKind.MULTIPLIER, 2, "x", token, next);
      }
      return value == 2 || perTime(next) > 0
          ? amount(MetricKind.COUNT, value, "time", token, next)
          : null;
    }

    /** "hundreds of orders", "tens of thousands of users", "several hundred dollars". */
    private Amount many(int token) {
      int at = token;
      if (is(Word.SEVERAL, token)) {
        at++;
        if (!is(Word.MAGNITUDE, at)) {
          return null;
        }
        while (is(Word.MAGNITUDE, at)) {
          at++;
        }
      } else {
        while (is(Word.MANY, at) || (is(Word.OF, at) && is(Word.MANY, at + 1))) {
          at++;
        }
        if (!is(Word.OF, at)) {
          return null;
        }
        at++;
      }
      int noun = at < to ? pluralNoun(at) : 0;
      if (noun == 0) {
        return null;
      }
      Amount amount = amount(MetricKind.COUNT, Amount.UNKNOWN, "", token, noun);
      counted(amount, noun);
      return amount;
    }

    // ---- rates

    /** "a day", "per week", "each month": the token after it, or 0. */
    private int perTime(int token) {
      boolean per =
          is(Word.A, token) || is(Word.PER, token) || is(Word.EACH, token) || is(Word.BY, token);
      if (!per || token + 1 >= to || !numbers.adjacent(token + 1)) {
        return 0;
      }
      boolean time = isTime(token + 1) && !tokens.endsWith(token + 1, "s");
      boolean quarter = tokensAre(token + 1, "quarter");
      return time || quarter ? token + 2 : 0;
    }

    /** "per patient", "per hundred kilometres", "per head and day": the token after it, or 0. */
    private int perAnything(int token) {
      if (!is(Word.PER, token) || token + 1 >= to || !numbers.adjacent(token + 1)) {
        return perTime(token);
      }
      int at = token + 1;
      if (is(Word.MAGNITUDE, at) && at + 1 < to) {
        return at + 2;
      }
      if (isNoNoun(at)) {
        return 0;
      }
      boolean more = is(Word.AND, at + 1) && isTime(at + 2);
      return more ? at + 3 : at + 1;
    }

    private void rate(Amount amount) {
      switch (amount.kind) {
        case MULTIPLIER, DELTA, PERCENT, SCORE -> {
          return;
        }
        case COUNT, DURATION, MONEY -> {}
      }
      int at = amount.next;
      if (at >= to || !isAfter(amount, at)) {
        return;
      }
      if (is(Word.EXTRA, at) && perTime(at + 1) > 0) {
        at++;
      }
      at = is(Word.WORTH, at) ? at + 1 : at;
      if (is(Word.OF, at)) {
        int noun = at + 1;
        while (noun < Math.min(to, at + 3) && !isNoNoun(noun)) {
          noun++;
        }
        at = noun > at + 1 ? noun : at;
      }
      int end = perAnything(at);
      if (end == 0 || !numbers.adjacent(at)) {
        ratio(amount);
        return;
      }
      if (amount.unit.isEmpty() && perTime(at) > 0) {
        amount.unit = "per " + name(end - 1);
      }
      end(amount, end);
      int more = perTime(end);
      if (more > 0 && numbers.adjacent(end)) {
        end(amount, more);
      }
    }

    /** Also after the apostrophe of "two shifts' worth". */
    private boolean isAfter(Amount amount, int token) {
      char after = text.charAt(amount.endChar);
      boolean apostrophe = after == '\'' || after == '\u2019';
      return numbers.adjacentAfter(apostrophe ? amount.endChar + 1 : amount.endChar, token);
    }

    /** "one teacher for every fifteen pupils". */
    private void ratio(Amount amount) {
      int every = amount.next + 1;
      if (!is(Word.EACH, every) || !tokensAre(amount.next, "for")) {
        return;
      }
      Amount whole = numbers.number(every + 1);
      int noun = whole == null || whole.next >= to ? 0 : pluralNoun(whole.next);
      if (noun > 0) {
        end(amount, noun);
      }
    }

    /** "twenty pages or so". */
    private void orSo(Amount amount) {
      if (is(Word.OR, amount.next) && is(Word.SO, amount.next + 1)) {
        end(amount, amount.next + 2);
      }
    }

    // ---- pairs

    /** "from A to B"; returns the token after it, or 0. */
    private int fromTo(int fromWord) {
      int first = fromWord + 1;
      if (first >= to) {
        return 0;
      }
      Amount a = null;
      boolean told = tokens.endsWith(first, "ing");
      int limit = Math.min(to, first + (told ? 9 : 1));
      for (int at = first; a == null && at < limit; at++) {
        if (at == first || known.starts(at)) {
          a = side(at);
        }
      }
      if (a == null) {
        return 0;
      }
      rate(a);
      int join = a.next;
      int end = Math.min(to, join + 5);
      while (join < end && !is(Word.TO, join) && !isArrow(join)) {
        if (tokens.startsWithDigit(join) || !numbers.adjacent(join)) {
          return 0;
        }
        join++;
      }
      if (join >= end) {
        return 0;
      }
      int second = is(Word.TO, join) ? join + 1 : join;
      return second < to ? delta(tokens.start[fromWord], fromWord, a, second) : 0;
    }

    /** "8 seconds down to 1.5", "6 a week -> 0", "NPS 31 to 58"; the token after it, or 0. */
    private int pair(Amount a) {
      int at = a.next;
      if (perTime(at) > 0) {
        at = perTime(at);
      }
      if (at >= to || a.kind == MetricKind.MULTIPLIER) {
        return 0;
      }
      if (isArrow(at)) {
        return delta(a.startChar, a.from, a, at);
      }
      if (is(Word.DOWN_OR_UP, at) && is(Word.TO, at + 1)) {
        return delta(a.startChar, a.from, a, at + 2);
      }
      if (is(Word.TO, at) && at + 1 < to) {
        Amount b = side(at + 1);
        boolean same = b != null && (b.kind == a.kind || b.bare);
        boolean digits = b != null && (tokens.startsWithDigit(b.from) || !a.bare);
        return same && digits ? delta(a.startChar, a.from, a, at + 1) : 0;
      }
      int limit = Math.min(to - 1, at + 4);
      for (; at < limit && numbers.adjacent(at); at++) {
        if (is(Word.INSTEAD, at) && is(Word.OF, at + 1)) {
          return at + 2 < to ? delta(a.startChar, a.from, a, at + 2) : 0;
        }
      }
      return 0;
    }

    private int delta(int startChar, int fromToken, Amount a, int second) {
      Amount b = side(second);
      if (b == null) {
        return 0;
      }
      boolean countless = a.bare && b.bare;
      boolean clock = is(Word.CLOCK, b.next) || (is(Word.IN, b.next) && is(Word.THE, b.next + 1));
      if (countless && ((clock && a.inWords) || is(Word.CLOCK, b.next) || isYear(a) || isYear(b))) {
        return b.next; // "from seven to nine in the morning"
      }
      rate(b);
      var whole = new Amount();
      whole.from = fromToken;
      whole.startChar = startChar;
      whole.endChar = b.endChar;
      whole.next = b.next;
      whole.kind = MetricKind.DELTA;
      whole.value = b.value;
      whole.unit = b.bare && !a.unit.isEmpty() ? a.unit : b.unit;
      put(whole);
      return whole.next;
    }

    private boolean isYear(Amount amount) {
      return !amount.inWords && amount.value >= 1900 && amount.value <= 2100;
    }

    /** One side of a pair: an amount, a frequency, "none", "every third". Null if none. */
    private Amount side(int token) {
      int at = skipApproximations(token);
      if (at >= to) {
        return null;
      }
      boolean time = isTime(at) && at > token && !tokens.endsWith(at, "s");
      if (time && (is(Word.A, at - 1) || is(Word.USUAL, at - 1))) {
        Amount single = amount(MetricKind.DURATION, 1, known.at(at).unit.name(), at, at + 1);
        restOfDuration(single);
        return single;
      }
      if (is(Word.WHOLE, at) && isTime(at + 1)) {
        return amount(MetricKind.DURATION, 1, known.at(at + 1).unit.name(), at, at + 2);
      }
      if (is(Word.FREQUENCY, at)) {
        return amount(MetricKind.COUNT, Amount.UNKNOWN, "time", at, at + 1);
      }
      if (is(Word.NIL, at + 1) && isIdiom(at) && isIdiom(at + 1)) {
        return amount(MetricKind.COUNT, 0, "", at, at + 2);
      }
      if (is(Word.SEVERAL, at)) {
        int times = is(Word.TIMES, at + 1) ? at + 2 : at + 1;
        int rate = perTime(times);
        return rate > 0 ? amount(MetricKind.COUNT, Amount.UNKNOWN, "time", at, rate) : null;
      }
      if (is(Word.EACH, at) && at + 1 < to && isOrdinal(at + 1)) {
        int noun = at + 2 < to && numbers.adjacent(at + 2) ? singularNoun(at + 2) : 0;
        return amount(MetricKind.COUNT, Amount.UNKNOWN, "", at, noun > 0 ? noun : at + 2);
      }
      Amount amount = quantity(at, false);
      if (amount != null) {
        return amount.hasUnit() ? amount : null;
      }
      if (is(Word.NONE, at)) {
        Amount none = amount(MetricKind.COUNT, 0, "", at, at + 1);
        none.bare = true;
        return none;
      }
      return null;
    }

    private boolean isOrdinal(int token) {
      return (is(Word.FRACTION, token) && !is(Word.HALF, token)) || tokensAre(token, "second");
    }

    private int skipApproximations(int token) {
      int at = token;
      while (at < to
          && at < token + 4
          && is(Word.APPROXIMATION, at)
          && !(is(Word.A, at)
              && (is(Word.MAGNITUDE, at + 1)
                  || is(Word.FRACTION, at + 1)
                  || is(Word.COUPLE, at + 1)))) {
        at++;
      }
      return at;
    }

    private boolean isArrow(int token) {
      for (int i = token > from ? tokens.end[token - 1] : 0; i < tokens.start[token]; i++) {
        char c = text.charAt(i);
        if (c == '\u2192' || (c == '>' && i > 0 && text.charAt(i - 1) != ' ')) {
          return true;
        }
      }
      return false;
    }

    // ---- ends

    private void end(Amount amount, int next) {
      amount.next = next;
      amount.endChar = tokens.end[next - 1];
    }

    /** A word that stands before a number may have been told with the quantity before it. */
    private void put(Amount amount) {
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
  }
}
