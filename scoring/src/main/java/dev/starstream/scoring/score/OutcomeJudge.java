package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.QuantityWords;
import dev.starstream.scoring.rubric.WordClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a quantity measures an effect of the work: a weighted sum of the part of its sentence,
 * its kind, the tense and subject of its clause, and the words of change, plan, scope, problem and
 * effort around it; above 0 it does. The weights are learned (module training) from the texts in
 * training/corpus/metrics.
 */
final class OutcomeJudge {
  private static final int JUST_BEFORE = 2;

  /** Words of the sentence farther away than this are not looked at. */
  private static final int FARTHEST = 60;

  private static final int NEAREST = 15;
  private static final int NEAR_QUANTITIES = 20;
  private static final int WORDS_BEFORE = 7;
  private static final int WORDS_AFTER = 4;
  private static final int NEAR_SENTENCES = 2;
  private static final int NO_LIST = -1;

  /** Where a phrase stands, seen from the quantity. In its clause, several may hold. */
  private enum Place {
    CLAUSE("clause"),
    BEFORE("before"),
    JUST_BEFORE("just_before"),
    AFTER("after"),
    JUST_BEFORE_TIME("just_before_time"),
    AFTER_TIME("after_time"),
    EARLIER_CLAUSE("earlier_clause"),
    LATER_CLAUSE("later_clause"),
    NEAREST("nearest"),
    NEAREST_AFTER("nearest_after");

    private final String id;

    Place(String id) {
      this.id = id;
    }

    @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
    int index() {
      return ordinal();
    }

    int bit() {
      return 1 << index();
    }
  }

  private enum Sign {
    BIAS,
    NIL,
    UNIT_UNSAID,
    RATE,
    FIRST,
    LAST,
    ONLY,
    AFTER_DELTA,
    I,
    WE,
    PAST,
    PRESENT,
    HAD,
    OPENS_CLAUSE,
    CLAUSE_BEFORE,
    CLAUSE_AFTER,
    FIRST_SENTENCE,
    LATER_SENTENCE,
    LAST_SENTENCE,
    UNIT_EARLIER,
    UNIT_EARLIER_IN_SENTENCE,
    UNIT_LATER,
    UNIT_LATER_IN_SENTENCE,
    DELTA_LATER,
    WE_BEGAN,
    I_BEGAN,
    NOUN_BEGAN;

    @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
    int index() {
      return ordinal();
    }
  }

  /** What speaks for or against, by number. */
  interface Signs {
    void has(int sign);
  }

  private final int change;
  private final int plan;
  private final int[] cues;
  private final int[][] cueSigns;

  /** The place in {@link #cues} of a list by its number. */
  private final int[] listOf;

  /** How many of the lists, from the first, are looked at for the nearest phrase. */
  private final int telling;

  /** The number of the sign of the first part, and of the first of the others. */
  private final int firstPart;

  private final int firstSign;
  private final Map<MetricKind, Integer> kindSigns = new EnumMap<>(MetricKind.class);
  private final List<String> names = new ArrayList<>();

  /** What a sign is called in an explanation: its list, or what it is about. */
  private final List<String> groups = new ArrayList<>();

  private final Map<String, Integer> cueOfGroup = new LinkedHashMap<>();
  private final double[] weights;

  OutcomeJudge(QuantityWords words, CueBook book) {
    change = book.add("quantities/change", words.change());
    plan = book.add("quantities/plan", words.plan());
    Map<String, List<String>> lists = words.outcomeCues();
    cues = new int[lists.size() + 2];
    cueSigns = new int[cues.length][];
    cues[0] = change;
    cueSigns[0] = places("change", change);
    cues[1] = plan;
    cueSigns[1] = places("plan", plan);
    int at = 2;
    int tell = cues.length;
    for (Map.Entry<String, List<String>> list : lists.entrySet()) {
      cues[at] = book.add("quantities/outcome/" + list.getKey(), list.getValue());
      tell = list.getKey().equals("in") ? at : tell;
      cueSigns[at] = places(list.getKey(), cues[at]);
      at++;
    }
    telling = tell;
    listOf = new int[book.size()];
    Arrays.fill(listOf, NO_LIST);
    for (int i = 0; i < cues.length; i++) {
      listOf[cues[i]] = i;
    }
    firstPart = names.size();
    for (int part = 0; part < Part.values().length; part++) {
      sign("part." + Part.at(part).id(), Part.at(part).id());
    }
    for (MetricKind kind : MetricKind.values()) {
      kindSigns.put(kind, sign("kind." + kind.id(), kind.id()));
    }
    firstSign = names.size();
    for (Sign sign : Sign.values()) {
      sign(sign.name().toLowerCase(Locale.ROOT), "place and tense");
    }
    for (String name : words.outcomeWeights().keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "outcome-weights.yaml: " + name + " (expected: a sign of OutcomeJudge)");
      }
    }
    weights = new double[names.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = words.outcomeWeights().getOrDefault(names.get(i), 0.0);
    }
  }

  private int[] places(String list, int cue) {
    String group = "words of \"" + list + "\"";
    cueOfGroup.put(group, cue);
    int[] found = new int[Place.values().length];
    for (Place place : Place.values()) {
      found[place.index()] = sign(list + "." + place.id, group);
    }
    return found;
  }

  private int sign(String name, String group) {
    names.add(name);
    groups.add(group);
    return names.size() - 1;
  }

  /** The names of all signs, by number. */
  List<String> names() {
    return List.copyOf(names);
  }

  int changeCue() {
    return change;
  }

  int planCue() {
    return plan;
  }

  boolean isOutcome(Quantities.Quantity quantity, Reading reading, Parts parts) {
    var sum = new Sum();
    signs(quantity, reading, parts, sum);
    return sum.value > 0;
  }

  /** What {@link #isOutcome} adds up, the places of a list together. */
  List<Explanation.Reason> explain(Quantities.Quantity quantity, Reading reading, Parts parts) {
    var points = new LinkedHashMap<String, Double>();
    points.put(parts.part(quantity.sentence()).id(), 0.0);
    points.put(quantity.kind().id(), 0.0);
    signs(
        quantity,
        reading,
        parts,
        sign -> points.merge(groups.get(sign), weights[sign], Double::sum));
    var reasons = new ArrayList<Explanation.Reason>();
    points.forEach(
        (group, sum) ->
            reasons.add(new Explanation.Reason(group, sum, phrase(group, quantity, reading))));
    return reasons;
  }

  /** The phrase of a list that is meant: one near the quantity, or else the first. */
  private Optional<Span> phrase(String group, Quantities.Quantity quantity, Reading reading) {
    Integer cue = cueOfGroup.get(group);
    if (cue == null) {
      return Optional.empty();
    }
    int sentence = quantity.sentence();
    Optional<Span> near =
        reading
            .cues()
            .firstNear(
                cue,
                sentence,
                quantity.fromToken() - WORDS_BEFORE,
                quantity.toToken() + WORDS_AFTER);
    return near.isPresent() ? near : reading.cues().first(cue, sentence);
  }

  private final class Sum implements Signs {
    private double value;

    @Override
    public void has(int sign) {
      value += weights[sign];
    }
  }

  /** All that speaks for or against this quantity being an outcome. */
  void signs(Quantities.Quantity quantity, Reading reading, Parts parts, Signs found) {
    int sentence = quantity.sentence();
    int from = Math.max(reading.sentences().fromToken(sentence), quantity.fromToken());
    int to = quantity.toToken();
    // Speech without full stops can be one long sentence: time has to stay linear.
    int first = Math.max(reading.sentences().fromToken(sentence), from - FARTHEST);
    int last = Math.min(reading.sentences().toToken(sentence), to + FARTHEST);
    Tokens tokens = reading.tokens();
    int clauseFrom = clauseStart(tokens, reading.words(), from, first);
    int clauseTo = clauseEnd(tokens, reading.words(), to, last);
    found.has(firstPart + parts.part(sentence).index());
    found.has(kindSigns.get(quantity.kind()));
    has(Sign.BIAS, true, found);
    places(
        quantity, reading.cues(), new int[] {first, clauseFrom, from, to, clauseTo, last}, found);
    Quantities quantities = reading.quantities();
    int firstQuantity = quantities.from(sentence);
    int lastQuantity = quantities.to(sentence) - 1;
    boolean isFirst = quantities.get(firstQuantity).fromToken() == quantity.fromToken();
    boolean isLast = quantities.get(lastQuantity).fromToken() == quantity.fromToken();
    boolean nil = quantity.value().isPresent() && quantity.value().getAsDouble() == 0;
    has(Sign.NIL, nil && quantity.kind() != MetricKind.DELTA, found);
    has(Sign.UNIT_UNSAID, quantity.unit().isEmpty(), found);
    has(Sign.ONLY, isFirst && isLast, found);
    has(Sign.FIRST, isFirst && !isLast, found);
    has(Sign.LAST, isLast && !isFirst, found);
    has(
        Sign.AFTER_DELTA,
        !isFirst && quantities.get(firstQuantity).kind() == MetricKind.DELTA,
        found);
    has(Sign.FIRST_SENTENCE, sentence == 0, found);
    has(Sign.LATER_SENTENCE, sentence > 0, found);
    has(Sign.LAST_SENTENCE, sentence > 0 && sentence == reading.sentences().count() - 1, found);
    has(Sign.OPENS_CLAUSE, from == clauseFrom, found);
    same(quantities, quantity, found);
    boolean began = clauseFrom < from;
    boolean iBegan = began && reading.words().is(WordClass.I, clauseFrom);
    boolean weBegan = began && reading.words().is(WordClass.WE, clauseFrom);
    has(Sign.I_BEGAN, iBegan, found);
    has(Sign.WE_BEGAN, weBegan, found);
    has(Sign.NOUN_BEGAN, began && !iBegan && !weBegan, found);
    has(Sign.CLAUSE_BEFORE, clauseFrom > first, found);
    has(Sign.CLAUSE_AFTER, clauseTo < last, found);
    clause(reading.words(), tokens, clauseFrom, clauseTo, from, to, found);
  }

  /** Whether the same unit is told of before or after: what was and what is. */
  private void same(Quantities quantities, Quantities.Quantity quantity, Signs found) {
    boolean earlier = false;
    boolean earlierHere = false;
    boolean later = false;
    boolean laterHere = false;
    boolean delta = false;
    int here = quantity.sentence();
    int number = quantities.numberOf(quantity);
    int first =
        Math.max(quantities.from(Math.max(0, here - NEAR_SENTENCES)), number - NEAR_QUANTITIES);
    int last =
        Math.min(
            quantities.to(Math.min(quantities.sentences() - 1, here + NEAR_SENTENCES)),
            number + NEAR_QUANTITIES);
    for (int i = first; i < last; i++) {
      Quantities.Quantity other = quantities.get(i);
      boolean before = other.fromToken() < quantity.fromToken();
      if (other.fromToken() == quantity.fromToken()) {
        continue;
      }
      delta |= !before && other.kind() == MetricKind.DELTA;
      if (other.kind() == quantity.kind()
          && other.unit().equals(quantity.unit())
          && other.kind() != MetricKind.DELTA) {
        boolean sentence = other.sentence() == here;
        earlier |= before;
        earlierHere |= before && sentence;
        later |= !before;
        laterHere |= !before && sentence;
      }
    }
    has(Sign.UNIT_EARLIER, earlier, found);
    has(Sign.UNIT_EARLIER_IN_SENTENCE, earlierHere, found);
    has(Sign.UNIT_LATER, later, found);
    has(Sign.UNIT_LATER_IN_SENTENCE, laterHere, found);
    has(Sign.DELTA_LATER, delta, found);
  }

  private void has(Sign sign, boolean holds, Signs found) {
    if (holds) {
      found.has(firstSign + sign.index());
    }
  }

  /**
   * Where phrases of which lists stand around the quantity.
   *
   * @param at tokens in order: start of the sentence, of the clause, of the quantity, and their
   *     ends
   */
  private void places(Quantities.Quantity quantity, SentenceCues all, int[] at, Signs found) {
    int from = at[2];
    int to = at[3];
    int[] seen = new int[cues.length];
    // The words of telling phrases that stand nearest before and after.
    int before = Math.max(at[1], from - NEAREST) - 1;
    int after = Math.min(at[4], to + NEAREST);
    int sentence = quantity.sentence();
    int end = all.lastMatch(sentence);
    for (int match = all.firstMatch(sentence, at[0]); match < end; match++) {
      int start = all.from(match);
      if (start >= at[5]) {
        break;
      }
      int cue = all.cue(match);
      int list = cue < listOf.length ? listOf[cue] : NO_LIST;
      int stop = all.to(match);
      if (list == NO_LIST || stop <= at[0]) {
        continue;
      }
      seen[list] |= places(start, stop, at);
      if (list < telling) {
        before = start < from ? Math.max(before, Math.min(stop, from) - 1) : before;
        after = stop > to ? Math.min(after, Math.max(start, to)) : after;
      }
    }
    boolean time = quantity.kind() == MetricKind.DURATION;
    for (int list = 0; list < seen.length; list++) {
      for (int rest = seen[list]; rest != 0; rest &= rest - 1) {
        int place = Integer.numberOfTrailingZeros(rest);
        found.has(cueSigns[list][place]);
        if (time && place == Place.JUST_BEFORE.index()) {
          found.has(cueSigns[list][Place.JUST_BEFORE_TIME.index()]);
        } else if (time && place == Place.AFTER.index()) {
          found.has(cueSigns[list][Place.AFTER_TIME.index()]);
        }
      }
    }
    if (before >= Math.max(at[1], from - NEAREST)) {
      at(before, all, sentence, Place.NEAREST, found);
    } else if (after < Math.min(at[4], to + NEAREST)) {
      at(after, all, sentence, Place.NEAREST_AFTER, found);
    }
  }

  /** The places, as bits, that the words from {@code start} to {@code stop} touch. */
  private static int places(int start, int stop, int[] at) {
    int from = at[2];
    int to = at[3];
    int seen = 0;
    if ((start < from && stop > at[1]) || (start < at[4] && stop > to)) {
      seen |= Place.CLAUSE.bit();
    }
    if (start < from && stop > Math.max(at[1], from - WORDS_BEFORE)) {
      seen |= Place.BEFORE.bit();
    }
    if (start < from && stop > Math.max(at[1], from - JUST_BEFORE)) {
      seen |= Place.JUST_BEFORE.bit();
    }
    if (start < Math.min(at[4], to + WORDS_AFTER) && stop > to) {
      seen |= Place.AFTER.bit();
    }
    if (start < at[1] && stop > at[0]) {
      seen |= Place.EARLIER_CLAUSE.bit();
    }
    if (start < at[5] && stop > at[4]) {
      seen |= Place.LATER_CLAUSE.bit();
    }
    return seen;
  }

  /** The telling lists that have a phrase at this word. */
  private void at(int word, SentenceCues all, int sentence, Place place, Signs found) {
    for (int i = 0; i < telling; i++) {
      if (all.near(cues[i], sentence, word, word + 1)) {
        found.has(cueSigns[i][place.index()]);
      }
    }
  }

  /** Who does something in the clause, and when. */
  private void clause(
      Words words, Tokens tokens, int clauseFrom, int clauseTo, int from, int to, Signs found) {
    boolean i = false;
    boolean we = false;
    boolean past = false;
    boolean present = false;
    boolean had = false;
    for (int token = clauseFrom; token < clauseTo; token++) {
      if (token >= from && token < to) {
        continue;
      }
      i |= words.is(WordClass.I, token);
      we |= words.is(WordClass.WE, token);
      had |= words.is(WordClass.HAD, token);
      past |=
          words.is(WordClass.PAST, token)
              || words.is(WordClass.BE_PAST, token)
              || words.endsAsPast(tokens, token);
      present |= words.is(WordClass.BE_PRESENT, token) || words.is(WordClass.DO_PRESENT, token);
    }
    has(Sign.I, i, found);
    has(Sign.WE, we, found);
    has(Sign.HAD, had, found);
    has(Sign.PAST, past, found);
    has(Sign.PRESENT, present && !past, found);
  }

  private static int clauseStart(Tokens tokens, Words words, int from, int first) {
    int at = from;
    while (at > first && !isBreak(tokens, at) && !opensClause(tokens, words, at, from)) {
      at--;
    }
    return at;
  }

  private static int clauseEnd(Tokens tokens, Words words, int to, int last) {
    int at = to;
    while (at < last && !isBreak(tokens, at) && !opensClause(tokens, words, at, last)) {
      at++;
    }
    return at;
  }

  /** "and the ...", "but we ...": joins clauses when a subject follows. */
  private static boolean opensClause(Tokens tokens, Words words, int token, int to) {
    if (!words.is(WordClass.CLAUSE_JOINING, token) || token + 1 >= to) {
      return false;
    }
    int next = token + 1;
    return words.is(WordClass.I, next)
        || words.is(WordClass.WE, next)
        || words.is(WordClass.THEY, next)
        || words.is(WordClass.IT, next)
        || words.is(WordClass.DETERMINER, next)
        || words.is(WordClass.PAST, next)
        || words.is(WordClass.NOT_COUNTED, next)
        || words.endsAsPast(tokens, next);
  }

  /** Whether a comma, semicolon, dash or bracket stands before a token. */
  private static boolean isBreak(Tokens tokens, int token) {
    for (int i = tokens.end[token - 1]; i < tokens.start[token]; i++) {
      char c = tokens.text.charAt(i);
      if (c != ' '
          && c != '\''
          && c != '"'
          && c != '-'
          && c != '+'
          && c != '$'
          && c != '%'
          && c != '/'
          && c != '\u20ac'
          && c != '\u00a3'
          && c != '~'
          && c != '.') {
        return true;
      }
    }
    return false;
  }
}
