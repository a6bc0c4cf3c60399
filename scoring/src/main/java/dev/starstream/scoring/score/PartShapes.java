package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.WordClass;
import java.util.Locale;

/**
 * Shapes of sentences that speak for parts: who acts, in which tense, with which quantity, after
 * what. They name no topic, so that they hold for a nurse as for an engineer.
 */
final class PartShapes {
  /** A shape; its weights are in {@code parts.yaml} under its lower-case name. */
  enum Shape {
    /** Every sentence has it: what a part needs more or less of a reason for. */
    SENTENCE,
    I_PAST,
    I_PAST_LEADS,
    I_PAST_AGAIN,
    /** "the shop where I worked": told in passing, not done in this story. */
    I_PAST_ASIDE,
    WE_PAST,
    WE_PAST_LEADS,
    THEY_PAST,
    THEY_PAST_LEADS,
    /** "The team" or "everybody" did it. */
    TOGETHER,
    IT_PAST,
    NOUN_PAST,
    NOUN_PAST_LEADS,
    BARE_PAST,
    I_WAS,
    I_WAS_DOING,
    I_HAD_DONE,
    HAD_DONE,
    HAD_SOMETHING,
    WAS_DOING,
    WAS,
    WAS_LEADS,
    WAS_DONE,
    WAS_DONE_LEADS,
    I_MODAL,
    WE_MODAL,
    OTHER_MODAL,
    I_PRESENT,
    /** "I go there and ask": an act, unless it is a habit. */
    I_ACT_NOW,
    WE_PRESENT,
    YOU,
    PRESENT,
    NO_PAST,
    QUESTION,
    GERUND_OPENS,
    DEFINITE_OPENS,
    INDEFINITE_OPENS,
    FRAGMENT,
    QUANTITY,
    EFFECT_QUANTITY,
    QUANTITY_MOVED,
    QUANTITY_PLANNED,
    NOT_YET_ACTED,
    HAS_ACTED,
    OTHERS_AFTER_ACTS,
    ACTS_TO_COME,
    OPENS_TEXT,
    SECOND_SENTENCE,
    LAST_FIFTH,
    CLOSES_TEXT,
    MOSTLY_NO_STORY,
    MORAL,
    /** What "we", "the team" or nobody did, in a text where the speaker does next to nothing. */
    SHARED_VOICE,
    /** A setting in the present, before a story begins. */
    BEFORE_STORY,
    OPENS_STORY,
    /** The whole story is told in the present. */
    STORY_NOW,
    LABELLED_S,
    LABELLED_T,
    LABELLED_A,
    LABELLED_R,
    LABELLED_L;

    private static final Shape[] ALL = values();

    @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
    int index() {
      return ordinal();
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The shape with that index. */
    static Shape at(int index) {
      return ALL[index];
    }

    @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
    long bit() {
      return 1L << ordinal();
    }
  }

  private static final long PAST_TENSE =
      bits(
          Shape.I_PAST,
          Shape.I_PAST_ASIDE,
          Shape.WE_PAST,
          Shape.THEY_PAST,
          Shape.IT_PAST,
          Shape.NOUN_PAST,
          Shape.BARE_PAST,
          Shape.I_WAS,
          Shape.I_WAS_DOING,
          Shape.I_HAD_DONE,
          Shape.HAD_DONE,
          Shape.HAD_SOMETHING,
          Shape.WAS_DOING,
          Shape.WAS,
          Shape.WAS_DONE);
  private static final long OTHERS_LEAD =
      bits(Shape.THEY_PAST_LEADS, Shape.NOUN_PAST_LEADS, Shape.WAS_LEADS);
  private static final long ACTS = bits(Shape.I_PAST, Shape.BARE_PAST);
  private static final long SHARED_ACTS =
      bits(Shape.WE_PAST_LEADS, Shape.WAS_DONE_LEADS, Shape.TOGETHER);
  private static final int SHARED_VOICE_ACTS = 2;
  private static final long NOT_BEFORE_STORY =
      PAST_TENSE | bits(Shape.QUESTION, Shape.YOU, Shape.I_MODAL, Shape.WE_MODAL);
  private static final LongIntTable DEFINITE =
      words("the", "this", "that", "these", "they", "it", "their", "both", "all", "since");
  private static final LongIntTable ASIDE =
      words(
          "where", "when", "while", "as", "since", "until", "which", "that", "who", "what", "than");
  private static final LongIntTable INDEFINITE =
      words(
          "a", "an", "our", "my", "one", "in", "at", "when", "during", "while", "last", "we",
          "two");
  private static final LongIntTable COLLECTIVE =
      words(
          "everybody",
          "everyone",
          "somebody",
          "someone",
          "team",
          "group",
          "colleagues",
          "crew",
          "crews");
  private static final LongIntTable STATES =
      words(
          "think",
          "believe",
          "know",
          "like",
          "love",
          "want",
          "need",
          "try",
          "feel",
          "mean",
          "understand",
          "hope",
          "prefer",
          "enjoy",
          "guess",
          "care",
          "consider",
          "tend",
          "see",
          "work",
          "learn",
          "agree",
          "find",
          "value",
          "expect",
          "wish",
          "say",
          "handle",
          "deal",
          "use",
          "remember",
          "not",
          "always",
          "never",
          "usually",
          "often");
  private static final int NOW_ACTS = 2;
  private static final LongIntTable GOT = words("got");
  private static final Shape[] LABELS = {
    Shape.LABELLED_S, Shape.LABELLED_T, Shape.LABELLED_A, Shape.LABELLED_R, Shape.LABELLED_L
  };
  private static final String[][] LABEL_WORDS = {
    {"situation", "s", "context", "background"},
    {"task", "t", "goal", "challenge"},
    {"action", "actions", "a"},
    {"result", "results", "r", "outcome"},
    {"learning", "learnings", "l", "lesson", "reflection"}
  };
  private static final LongIntTable LABEL_OF = labels();

  private final Tokens tokens;
  private final Words words;
  private final Sentences sentences;
  private final Quantities quantities;
  private final SentenceCues cues;
  private final int changeCue;
  private final int planCue;
  private final long[] shapes;

  private PartShapes(Reading reading, int changeCue, int planCue) {
    tokens = reading.tokens();
    words = reading.words();
    sentences = reading.sentences();
    quantities = reading.quantities();
    cues = reading.cues();
    this.changeCue = changeCue;
    this.planCue = planCue;
    shapes = new long[sentences.count()];
  }

  /**
   * The shapes of each sentence as bits.
   *
   * @param changeCue number of the cue list of words of change
   * @param planCue number of the cue list of words of plan and target
   */
  static long[] of(Reading reading, int changeCue, int planCue) {
    return new PartShapes(reading, changeCue, planCue).find();
  }

  /** The index of the part under whose label the sentence stands, or -1. */
  static int labelledPart(long shapes) {
    for (int part = 0; part < LABELS.length; part++) {
      if ((shapes & LABELS[part].bit()) != 0) {
        return part;
      }
    }
    return -1;
  }

  /** Whether the shapes hold a verb in the past, which a story has. */
  static boolean isPast(long shapes) {
    return (shapes & PAST_TENSE) != 0;
  }

  private long[] find() {
    int count = sentences.count();
    int storyless = 0;
    int acts = 0;
    int label = -1;
    for (int i = 0; i < count; i++) {
      long found = Shape.SENTENCE.bit() | clauses(i) | quantityShapes(i);
      int words = sentences.words(i);
      if (!isPast(found)) {
        found |= Shape.NO_PAST.bit();
        storyless++;
      }
      if (words < 5) {
        found |= Shape.FRAGMENT.bit();
      }
      long opening = tokens.word[sentences.fromToken(i)];
      if (DEFINITE.get(opening) != LongIntTable.NONE) {
        found |= Shape.DEFINITE_OPENS.bit();
      } else if (INDEFINITE.get(opening) != LongIntTable.NONE) {
        found |= Shape.INDEFINITE_OPENS.bit();
      }
      if ((found & bits(Shape.THEY_PAST_LEADS, Shape.NOUN_PAST_LEADS)) != 0 && isTogether(i)) {
        found |= Shape.TOGETHER.bit();
      }
      if (tokens.text.charAt(sentences.end(i) - 1) == '?') {
        found |= Shape.QUESTION.bit();
      }
      if (acts == 0) {
        found |= Shape.NOT_YET_ACTED.bit();
      } else {
        found |= Shape.HAS_ACTED.bit();
        if ((found & OTHERS_LEAD) != 0 && (found & ACTS) == 0) {
          found |= Shape.OTHERS_AFTER_ACTS.bit();
        }
      }
      acts += (found & ACTS) != 0 ? 1 : 0;
      label = label(i, label);
      if (label >= 0) {
        found |= LABELS[label].bit();
      }
      shapes[i] = found;
    }
    positions(count, acts, storyless);
    return shapes;
  }

  private void positions(int count, int acts, int storyless) {
    int actsAfter = 0;
    int shared = 0;
    boolean before = acts > 1;
    for (int i = 0; i < count; i++) {
      shared += i > 0 && isShared(shapes[i]) ? 1 : 0;
      before &= (shapes[i] & NOT_BEFORE_STORY) == 0;
      if (before) {
        shapes[i] |= Shape.BEFORE_STORY.bit();
      }
    }
    int now = 0;
    boolean general = acts > 0;
    for (long found : shapes) {
      now += (found & Shape.I_ACT_NOW.bit()) != 0 ? 1 : 0;
      general |= (found & bits(Shape.YOU, Shape.I_MODAL, Shape.QUESTION)) != 0;
    }
    boolean storyNow = now >= NOW_ACTS && !general;
    boolean sharedVoice = shared >= SHARED_VOICE_ACTS && acts <= 1;
    boolean after = true;
    for (int i = count - 1; i >= 0; i--) {
      if (actsAfter > 0) {
        shapes[i] |= Shape.ACTS_TO_COME.bit();
      }
      actsAfter += (shapes[i] & ACTS) != 0 ? 1 : 0;
      // What a story closes with in the present is what it means to its teller.
      after &= !isPast(shapes[i]);
      boolean plain = (shapes[i] & bits(Shape.QUESTION, Shape.QUANTITY)) == 0;
      if (after && plain && acts > 1 && count - i <= 2) {
        shapes[i] |= Shape.MORAL.bit();
      }
      if (storyNow) {
        shapes[i] |= Shape.STORY_NOW.bit();
      } else {
        shapes[i] &= ~Shape.I_ACT_NOW.bit();
      }
      if (sharedVoice && i > 0 && isShared(shapes[i])) {
        shapes[i] |= Shape.SHARED_VOICE.bit();
      }
      if (5 * i >= 4 * count && count > 3) {
        shapes[i] |= Shape.LAST_FIFTH.bit();
      }
      if (10 * storyless > 6 * count && acts <= 1) {
        shapes[i] |= Shape.MOSTLY_NO_STORY.bit();
      }
    }
    if (count > 2) {
      shapes[0] |= Shape.OPENS_TEXT.bit();
      if (actsAfter > 2 && (shapes[0] & bits(Shape.EFFECT_QUANTITY, Shape.QUANTITY_MOVED)) == 0) {
        shapes[0] |= Shape.OPENS_STORY.bit();
      }
      shapes[1] |= Shape.SECOND_SENTENCE.bit();
      shapes[count - 1] |= Shape.CLOSES_TEXT.bit();
    }
  }

  private static boolean isShared(long shapes) {
    return (shapes & SHARED_ACTS) != 0 && (shapes & ACTS) == 0;
  }

  private boolean isTogether(int sentence) {
    int from = sentences.fromToken(sentence);
    return COLLECTIVE.get(tokens.word[from]) != LongIntTable.NONE
        || (from + 1 < sentences.toToken(sentence)
            && COLLECTIVE.get(tokens.word[from + 1]) != LongIntTable.NONE);
  }

  /** Writers who label their parts ("Task: ...") are believed until the next label. */
  private int label(int sentence, int before) {
    int token = sentences.fromToken(sentence);
    int label = LABEL_OF.get(tokens.word[token]);
    if (label == LongIntTable.NONE
        || (tokens.length(token) == 1 && !tokens.startsUpperCase(token))) {
      return before;
    }
    int after = tokens.end[token];
    String text = tokens.text;
    while (after < text.length() && (text.charAt(after) == '*' || text.charAt(after) == ' ')) {
      after++;
    }
    boolean alone = sentences.words(sentence) == 1 && tokens.length(token) > 1;
    boolean colon =
        after < text.length()
            && (text.charAt(after) == ':'
                || (text.charAt(after) == ')' && tokens.length(token) == 1));
    return alone || colon ? label : before;
  }

  private long quantityShapes(int sentence) {
    long found = 0;
    boolean change = cues.has(changeCue, sentence);
    for (int i = quantities.from(sentence); i < quantities.to(sentence); i++) {
      found |= Shape.QUANTITY.bit();
      MetricKind kind = quantities.kind(i);
      int near = quantities.get(i).fromToken();
      if (cues.near(planCue, sentence, near - 6, near)) {
        found |= Shape.QUANTITY_PLANNED.bit();
      }
      if (kind == MetricKind.DELTA || kind == MetricKind.MULTIPLIER) {
        found |= Shape.QUANTITY_MOVED.bit() | Shape.EFFECT_QUANTITY.bit();
      } else if (change && kind != MetricKind.DURATION) {
        found |= Shape.EFFECT_QUANTITY.bit();
      }
    }
    return found;
  }

  /** One look at each word of the sentence: subjects and what their verbs say. */
  private long clauses(int sentence) {
    long found = 0;
    boolean led = false;
    int iPasts = 0;
    int to = sentences.toToken(sentence);
    int from = sentences.fromToken(sentence);
    boolean continues = false;
    for (int token = from; token < to; token++) {
      long clause = 0;
      if (words.is(WordClass.YOU, token)) {
        found |= Shape.YOU.bit();
      }
      boolean subject = isSubject(token);
      if (subject) {
        clause = pronounClause(token, from, to);
        continues = true;
      } else if (words.is(WordClass.BE_PAST, token)) {
        clause = continues && token > from && isSubjectNear(token, from) ? 0 : was(token, to);
      } else if (words.is(WordClass.HAD, token) && !isSubjectNear(token, from)) {
        clause =
            isParticiple(afterAdverbs(token + 1, to), to)
                ? Shape.HAD_DONE.bit()
                : Shape.HAD_SOMETHING.bit();
      } else if (words.is(WordClass.BE_PRESENT, token)
          || words.is(WordClass.DO_PRESENT, token)
          || (words.is(WordClass.HAVE, token) && !isSubjectNear(token, from))) {
        clause = Shape.PRESENT.bit();
      } else if (words.is(WordClass.MODAL, token) && !isSubjectNear(token, from)) {
        clause = Shape.OTHER_MODAL.bit();
      } else if (isGot(token)
          && token > from
          && !isSubjectNear(token, from)
          && isParticiple(afterAdverbs(token + 1, to), to)) {
        clause = Shape.WAS_DONE.bit();
      } else if (isPast(token) && isVerbHere(token, from)) {
        if (token == from || opensAfterAdverbs(token, from)) {
          clause = Shape.BARE_PAST.bit();
        } else if (!isSubjectNear(token, from) && !continues) {
          clause = Shape.NOUN_PAST.bit();
        }
      } else if (token == from && tokens.endsWith(token, "ing") && tokens.length(token) > 4) {
        found |= Shape.GERUND_OPENS.bit();
      }
      if (clause != 0) {
        found |= clause;
        if ((clause & Shape.I_PAST.bit()) != 0) {
          iPasts++;
        }
        if (!led) {
          led = true;
          found |= leading(clause);
        }
      }
    }
    return iPasts > 1 ? found | Shape.I_PAST_AGAIN.bit() : found;
  }

  private boolean isGot(int token) {
    return GOT.get(tokens.word[token]) != LongIntTable.NONE;
  }

  private static long leading(long clause) {
    if ((clause & Shape.I_PAST.bit()) != 0) {
      return Shape.I_PAST_LEADS.bit();
    }
    if ((clause & Shape.WE_PAST.bit()) != 0) {
      return Shape.WE_PAST_LEADS.bit();
    }
    if ((clause & Shape.THEY_PAST.bit()) != 0) {
      return Shape.THEY_PAST_LEADS.bit();
    }
    if ((clause & Shape.NOUN_PAST.bit()) != 0) {
      return Shape.NOUN_PAST_LEADS.bit();
    }
    if ((clause & Shape.WAS_DONE.bit()) != 0) {
      return Shape.WAS_LEADS.bit() | Shape.WAS_DONE_LEADS.bit();
    }
    return (clause & (Shape.WAS.bit() | Shape.WAS_DOING.bit())) != 0 ? Shape.WAS_LEADS.bit() : 0;
  }

  private boolean isSubject(int token) {
    return words.is(WordClass.I, token)
        || words.is(WordClass.WE, token)
        || words.is(WordClass.THEY, token)
        || words.is(WordClass.IT, token);
  }

  /** Whether a pronoun stands just before the verb, adverbs aside: its clause is read there. */
  private boolean isSubjectNear(int token, int from) {
    int before = token - 1;
    while (before >= from && before > token - 4 && isAdverb(before)) {
      before--;
    }
    return before >= from && isSubject(before);
  }

  private long pronounClause(int token, int from, int to) {
    boolean i = words.is(WordClass.I, token);
    boolean we = !i && words.is(WordClass.WE, token);
    boolean they = !i && !we && words.is(WordClass.THEY, token);
    Shape past = i ? Shape.I_PAST : we ? Shape.WE_PAST : they ? Shape.THEY_PAST : Shape.IT_PAST;
    Shape modal = i ? Shape.I_MODAL : we ? Shape.WE_MODAL : Shape.OTHER_MODAL;
    Shape present = i ? Shape.I_PRESENT : we ? Shape.WE_PRESENT : Shape.PRESENT;
    Shape hadDone = i ? Shape.I_HAD_DONE : Shape.HAD_DONE;
    int verb = afterAdverbs(token + 1, to);
    if (words.is(WordClass.HAD_OR_WOULD, token)) {
      return (isParticiple(verb, to) ? hadDone : modal).bit();
    }
    if (words.is(WordClass.MODAL, token)) {
      return modal.bit();
    }
    if (words.is(WordClass.BE_PRESENT, token) || words.is(WordClass.HAVE, token)) {
      return present.bit();
    }
    if (verb >= to) {
      return 0;
    }
    if (words.is(WordClass.BE_PAST, verb)) {
      if (!i) {
        return was(verb, to);
      }
      int next = afterAdverbs(verb + 1, to);
      boolean doing = next < to && tokens.endsWith(next, "ing");
      return (doing ? Shape.I_WAS_DOING : Shape.I_WAS).bit();
    }
    if (words.is(WordClass.HAD, verb)) {
      int next = afterAdverbs(verb + 1, to);
      return (isParticiple(next, to) ? hadDone : Shape.HAD_SOMETHING).bit();
    }
    if (words.is(WordClass.MODAL, verb)) {
      return modal.bit();
    }
    if (words.is(WordClass.DID, verb) || isPast(verb)) {
      boolean aside = i && token > from && ASIDE.get(tokens.word[token - 1]) != LongIntTable.NONE;
      return (aside ? Shape.I_PAST_ASIDE : past).bit();
    }
    if (words.is(WordClass.HAVE, verb)
        || words.is(WordClass.DO_PRESENT, verb)
        || words.is(WordClass.BE_PRESENT, verb)) {
      return present.bit();
    }
    boolean verbLike =
        !words.is(WordClass.PREPOSITION, verb)
            && !words.is(WordClass.DETERMINER, verb)
            && !isSubject(verb)
            && !tokens.endsWith(verb, "ing")
            && !tokens.startsWithDigit(verb);
    // "that" and "this" stand before nouns more often than before verbs in the present.
    if (i && verbLike && verb == token + 1 && STATES.get(tokens.word[verb]) == LongIntTable.NONE) {
      return Shape.I_PRESENT.bit() | Shape.I_ACT_NOW.bit();
    }
    return verbLike && (i || we || they) ? present.bit() : 0;
  }

  private long was(int token, int to) {
    int next = afterAdverbs(token + 1, to);
    if (next < to && tokens.endsWith(next, "ing") && tokens.length(next) > 4) {
      return Shape.WAS_DOING.bit();
    }
    return isParticiple(next, to) ? Shape.WAS_DONE.bit() : Shape.WAS.bit();
  }

  private int afterAdverbs(int token, int to) {
    int at = token;
    while (at < to && at < token + 3 && isAdverb(at)) {
      at++;
    }
    return at;
  }

  private boolean isAdverb(int token) {
    return words.is(WordClass.ADVERB, token)
        || (tokens.length(token) > 4 && tokens.endsWith(token, "ly"));
  }

  private boolean opensAfterAdverbs(int token, int from) {
    int at = from;
    while (at < token && isAdverb(at)) {
      at++;
    }
    return at == token;
  }

  private boolean isPast(int token) {
    return words.is(WordClass.PAST, token)
        || (tokens.length(token) > 3 && words.endsAsPast(tokens, token));
  }

  private boolean isParticiple(int token, int to) {
    return token < to
        && (words.is(WordClass.PARTICIPLE, token)
            || words.is(WordClass.BEEN, token)
            || words.endsAsPast(tokens, token));
  }

  /** A past form is no verb of a clause after "the", "was", "had", "to", "by". */
  private boolean isVerbHere(int token, int from) {
    if (token == from) {
      return true;
    }
    int before = token - 1;
    return !words.is(WordClass.DETERMINER, before)
        && !words.is(WordClass.BE_PAST, before)
        && !words.is(WordClass.BE_PRESENT, before)
        && !words.is(WordClass.BEEN, before)
        && !words.is(WordClass.HAD, before)
        && !words.is(WordClass.HAVE, before)
        && !words.is(WordClass.MODAL, before)
        && !words.is(WordClass.PREPOSITION, before)
        && !tokens.startsWithDigit(before);
  }

  private static long bits(Shape... shapes) {
    long bits = 0;
    for (Shape shape : shapes) {
      bits |= shape.bit();
    }
    return bits;
  }

  private static LongIntTable words(String... words) {
    var table = new LongIntTable();
    for (String word : words) {
      table.put(Tokens.hash(word), 1);
    }
    return table;
  }

  private static LongIntTable labels() {
    var table = new LongIntTable();
    for (int part = 0; part < LABEL_WORDS.length; part++) {
      for (String word : LABEL_WORDS[part]) {
        table.put(Tokens.hash(word), part);
      }
    }
    return table;
  }
}
