package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.Trigger;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.InvalidRubricException;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.rubric.Severity;
import dev.starstream.scoring.rubric.WordClass;
import dev.starstream.scoring.score.PartShapes.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which mistakes an answer has, and where they show. Words and limits are in the rules. */
final class MistakeFinder {
  /** A mistake is there or not; where it is, it may show in one place. */
  private record Verdict(boolean made, Optional<Span> evidence) {
    static final Verdict NO = new Verdict(false, Optional.empty());
    static final Verdict YES = new Verdict(true, Optional.empty());

    static Verdict at(Span span) {
      return new Verdict(true, Optional.of(span));
    }

    static Verdict of(boolean made) {
      return made ? YES : NO;
    }
  }

  private final Rubric rubric;
  private final LanguageCheck languages;
  private final Map<GeneralMistake, Map<String, Integer>> cues =
      new EnumMap<>(GeneralMistake.class);
  private final int settingCue;

  /**
   * @param settingCue number of the list of words for where and when
   */
  MistakeFinder(Rubric rubric, CueBook book, int settingCue) {
    this.rubric = rubric;
    this.settingCue = settingCue;
    for (MistakeRule rule : rubric.mistakes().values()) {
      var numbers = new HashMap<String, Integer>();
      rule.cues()
          .forEach(
              (name, phrases) ->
                  numbers.put(name, book.add("mistakes/" + rule.id() + "/" + name, phrases)));
      cues.put(rule.mistake(), numbers);
    }
    needs(GeneralMistake.WE_INSTEAD_OF_I, List.of(), List.of("least_sentences", "own_share"));
    needs(GeneralMistake.LONG_SITUATION, List.of(), List.of("share", "least_words"));
    needs(GeneralMistake.HYPOTHETICAL, List.of("would"), List.of("share", "most_past_share"));
    needs(GeneralMistake.ABSOLUTIST, List.of("absolute", "side", "strong"), List.of());
    needs(GeneralMistake.BLAMES_OTHERS, List.of("blame", "owned"), List.of());
    needs(GeneralMistake.NO_TRADEOFF, List.of("tradeoff", "asks"), List.of());
    needs(GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET, List.of("skip", "net"), List.of());
    needs(
        GeneralMistake.PERFECTION_NO_BUSINESS_CASE,
        List.of("polish", "strong", "value"),
        List.of("least_polish"));
    needs(
        GeneralMistake.GENERIC_VAGUE,
        List.of("vague"),
        List.of("storyless_share", "least_words", "least_vague"));
    needs(
        GeneralMistake.NOT_AN_ANSWER,
        List.of("refusal", "request"),
        List.of("least_words", "refusal_words", "echo", "repetition", "symbols"));
    needs(
        GeneralMistake.LANGUAGE_NOT_SUPPORTED,
        List.of(),
        List.of("foreign_share", "latin_share", "least_words"));
    languages =
        new LanguageCheck(
            rubric.languages(), rubric.rule(GeneralMistake.LANGUAGE_NOT_SUPPORTED).limits());
  }

  private void needs(GeneralMistake mistake, List<String> lists, List<String> limits) {
    MistakeRule rule = rubric.rule(mistake);
    if (!rule.cues().keySet().containsAll(lists) || !rule.limits().keySet().containsAll(limits)) {
      throw new InvalidRubricException(
          List.of(
              "mistakes.yaml/mistakes/"
                  + rule.id()
                  + ": cues "
                  + rule.cues().keySet()
                  + ", limits "
                  + rule.limits().keySet()
                  + " (expected: "
                  + lists
                  + ", "
                  + limits
                  + ")"));
    }
  }

  /** What is wrong with the text as a whole, so that its sentences tell no part of a story. */
  Optional<GeneralMistake> unreadable(
      Answer answer, Reading reading, Parts parts, Optional<Question> question) {
    if (languages.isForeign(reading)) {
      return Optional.of(GeneralMistake.LANGUAGE_NOT_SUPPORTED);
    }
    return isNoAnswer(answer, reading, parts, question)
        ? Optional.of(GeneralMistake.NOT_AN_ANSWER)
        : Optional.empty();
  }

  /** The one mistake of a text that is not scored any further. */
  List<Findings.Mistake> only(GeneralMistake mistake, Answer answer, Optional<Question> question) {
    return List.of(general(mistake, Optional.empty(), answer, question));
  }

  /** All mistakes, the most severe first. */
  List<Findings.Mistake> find(
      Answer answer,
      Reading reading,
      Parts parts,
      boolean outcomeMetric,
      Optional<Question> question,
      Optional<QuestionCues.Hits> hits) {
    var found = new ArrayList<Findings.Mistake>();
    Verdict hypothetical = hypothetical(reading, parts);
    for (GeneralMistake mistake : GeneralMistake.values()) {
      Verdict verdict =
          switch (mistake) {
            case NO_SITUATION -> Verdict.of(!parts.has(Part.SITUATION));
            case NO_ACTION -> Verdict.of(!parts.has(Part.ACTION));
            case NO_RESULT -> Verdict.of(!parts.has(Part.RESULT));
            case NO_QUANTIFIED_RESULT -> Verdict.of(!outcomeMetric);
            case NO_LEARNING -> Verdict.of(!parts.has(Part.LEARNING));
            case WE_INSTEAD_OF_I -> weInsteadOfI(reading, parts);
            case LONG_SITUATION -> longSituation(reading, parts);
            case HYPOTHETICAL -> hypothetical;
            case ABSOLUTIST -> absolutist(reading, parts);
            case BLAMES_OTHERS -> blames(reading);
            case NO_TRADEOFF -> noTradeoff(answer, reading, parts, question, hits);
            case SKIPS_TESTS_NO_SAFETY_NET -> skipsTests(reading);
            case PERFECTION_NO_BUSINESS_CASE -> perfection(reading);
            case GENERIC_VAGUE -> hypothetical.made() ? Verdict.NO : vague(reading, parts);
            case NOT_AN_ANSWER, LANGUAGE_NOT_SUPPORTED -> Verdict.NO;
          };
      if (verdict.made()) {
        found.add(general(mistake, verdict.evidence(), answer, question));
      }
    }
    if (question.isPresent() && hits.isPresent()) {
      addOwn(question.get(), hits.get(), reading, found);
    }
    found.sort(Comparator.comparing(Findings.Mistake::severity));
    return found;
  }

  private Findings.Mistake general(
      GeneralMistake mistake, Optional<Span> evidence, Answer answer, Optional<Question> question) {
    MistakeRule rule = rubric.rule(mistake);
    String advice = rule.advice().get(answer.level().orElse(Level.MID));
    if (question.isPresent()) {
      for (CommonMistake own : question.get().commonMistakes()) {
        if (own.when().isEmpty() && own.id().equals(rule.id())) {
          advice = own.advice();
        }
      }
    }
    return new Findings.Mistake(
        rule.id(), Optional.of(mistake), rule.severity(), evidence, advice, false);
  }

  private static void addOwn(
      Question question, QuestionCues.Hits hits, Reading reading, List<Findings.Mistake> found) {
    for (CommonMistake mistake : question.commonMistakes()) {
      if (mistake.when().isEmpty()) {
        continue;
      }
      Severity severity =
          Severity.valueOf(mistake.severity().orElse("minor").toUpperCase(Locale.ROOT));
      Trigger when = mistake.when().get();
      if (when instanceof Trigger.MissingKeyPoint missing) {
        if (!hits.covers(missing.keyPoint())) {
          found.add(own(mistake, severity, Optional.empty(), true));
        }
      } else {
        int sentence = hits.mistakeSentence(mistake.id());
        if (sentence >= 0) {
          found.add(own(mistake, severity, Optional.of(reading.sentences().span(sentence)), false));
        }
      }
    }
  }

  private static Findings.Mistake own(
      CommonMistake mistake, Severity severity, Optional<Span> evidence, boolean missing) {
    return new Findings.Mistake(
        mistake.id(), Optional.empty(), severity, evidence, mistake.advice(), missing);
  }

  // ---- the general mistakes

  private Verdict weInsteadOfI(Reading reading, Parts parts) {
    int own = 0;
    int shared = 0;
    int first = -1;
    for (int i = 0; i < reading.sentences().count(); i++) {
      if (parts.part(i) != Part.ACTION) {
        continue;
      }
      if (isOwnAct(parts, i)) {
        own++;
      } else if (parts.has(Shape.WE_PAST, i) || parts.has(Shape.WAS_DONE, i)) {
        shared++;
        first = first < 0 ? i : first;
      }
    }
    boolean made =
        shared >= limit(GeneralMistake.WE_INSTEAD_OF_I, "least_sentences")
            && own < limit(GeneralMistake.WE_INSTEAD_OF_I, "own_share") * (own + shared);
    return made ? Verdict.at(reading.sentences().span(first)) : Verdict.NO;
  }

  static boolean isOwnAct(Parts parts, int sentence) {
    return parts.has(Shape.I_PAST, sentence) || parts.has(Shape.BARE_PAST, sentence);
  }

  private Verdict longSituation(Reading reading, Parts parts) {
    Sentences sentences = reading.sentences();
    int situation = 0;
    int told = 0;
    int all = 0;
    int runStart = -1;
    int longestStart = -1;
    int longestEnd = -1;
    int longest = 0;
    int run = 0;
    for (int i = 0; i < sentences.count(); i++) {
      int words = sentences.words(i);
      all += words;
      switch (parts.part(i)) {
        case SITUATION -> {
          situation += words;
          runStart = run == 0 ? i : runStart;
          run += words;
          if (run > longest) {
            longest = run;
            longestStart = runStart;
            longestEnd = i;
          }
        }
        case ACTION, RESULT -> {
          told += words;
          run = 0;
        }
        case TASK, LEARNING, NONE -> run = 0;
      }
    }
    boolean made =
        all >= limit(GeneralMistake.LONG_SITUATION, "least_words")
            && situation > told
            && situation >= limit(GeneralMistake.LONG_SITUATION, "share") * all;
    return made
        ? Verdict.at(new Span(sentences.start(longestStart), sentences.end(longestEnd)))
        : Verdict.NO;
  }

  private Verdict hypothetical(Reading reading, Parts parts) {
    int would = cue(GeneralMistake.HYPOTHETICAL, "would");
    int count = reading.sentences().count();
    int wouldSentences = 0;
    int acts = 0;
    int first = -1;
    for (int i = 0; i < count; i++) {
      boolean modal = parts.has(Shape.I_MODAL, i) || parts.has(Shape.WE_MODAL, i);
      boolean act = isOwnAct(parts, i) || parts.has(Shape.WE_PAST, i);
      boolean learning = parts.part(i) == Part.LEARNING;
      acts += act ? 1 : 0;
      if (!act && !learning && (modal || reading.cues().has(would, i))) {
        wouldSentences++;
        first = first < 0 ? i : first;
      }
    }
    boolean made =
        wouldSentences > 0
            && wouldSentences >= limit(GeneralMistake.HYPOTHETICAL, "share") * count
            && acts <= limit(GeneralMistake.HYPOTHETICAL, "most_past_share") * count;
    return made ? Verdict.at(reading.sentences().span(first)) : Verdict.NO;
  }

  private Verdict absolutist(Reading reading, Parts parts) {
    SentenceCues found = reading.cues();
    int absolute = cue(GeneralMistake.ABSOLUTIST, "absolute");
    int side = cue(GeneralMistake.ABSOLUTIST, "side");
    int strong = cue(GeneralMistake.ABSOLUTIST, "strong");
    for (int i = 0; i < reading.sentences().count(); i++) {
      boolean principle =
          found.has(absolute, i)
              && found.has(side, i)
              && !parts.isPast(i)
              && parts.part(i) != Part.LEARNING;
      if (principle || found.has(strong, i)) {
        return Verdict.at(reading.sentences().span(i));
      }
    }
    return Verdict.NO;
  }

  private Verdict blames(Reading reading) {
    int blame = cue(GeneralMistake.BLAMES_OTHERS, "blame");
    int owned = cue(GeneralMistake.BLAMES_OTHERS, "owned");
    int sentence = reading.cues().firstSentence(blame);
    return sentence < 0 || reading.cues().firstSentence(owned) >= 0
        ? Verdict.NO
        : Verdict.at(reading.sentences().span(sentence));
  }

  private Verdict noTradeoff(
      Answer answer,
      Reading reading,
      Parts parts,
      Optional<Question> question,
      Optional<QuestionCues.Hits> hits) {
    boolean asked;
    if (question.isPresent()) {
      asked = question.get().needsTradeoff();
    } else {
      asked = answer.questionText().map(this::asksForTradeoff).orElse(false);
    }
    boolean named = false;
    int cue = cue(GeneralMistake.NO_TRADEOFF, "tradeoff");
    int absolute = cue(GeneralMistake.ABSOLUTIST, "strong");
    // It is named where the story is told, not where the theory is.
    for (int i = 0; asked && !named && i < reading.sentences().count(); i++) {
      boolean told = parts.part(i) != Part.NONE && !reading.cues().has(absolute, i);
      named = told && (reading.cues().has(cue, i) || (hits.isPresent() && hits.get().tradeoff(i)));
    }
    return Verdict.of(asked && !named);
  }

  private boolean asksForTradeoff(String questionText) {
    String text = questionText.toLowerCase(Locale.ROOT).replace('-', ' ');
    int asks = 0;
    for (String phrase : rubric.rule(GeneralMistake.NO_TRADEOFF).cues().get("asks")) {
      boolean prefix = phrase.endsWith("*");
      asks += text.contains(prefix ? phrase.substring(0, phrase.length() - 1) : phrase) ? 1 : 0;
    }
    return asks > 1 || text.contains("trade off") || text.contains("tradeoff");
  }

  private Verdict skipsTests(Reading reading) {
    int skip = cue(GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET, "skip");
    int net = cue(GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET, "net");
    int sentence = reading.cues().firstSentence(skip);
    return sentence < 0 || reading.cues().firstSentence(net) >= 0
        ? Verdict.NO
        : Verdict.at(reading.sentences().span(sentence));
  }

  private Verdict perfection(Reading reading) {
    int polish = cue(GeneralMistake.PERFECTION_NO_BUSINESS_CASE, "polish");
    int strong = cue(GeneralMistake.PERFECTION_NO_BUSINESS_CASE, "strong");
    int value = cue(GeneralMistake.PERFECTION_NO_BUSINESS_CASE, "value");
    int sentence = reading.cues().firstSentence(strong);
    boolean made =
        sentence >= 0
            && reading.cues().count(polish)
                >= limit(GeneralMistake.PERFECTION_NO_BUSINESS_CASE, "least_polish")
            && reading.cues().firstSentence(value) < 0;
    return made ? Verdict.at(reading.sentences().span(sentence)) : Verdict.NO;
  }

  private Verdict vague(Reading reading, Parts parts) {
    int vague = cue(GeneralMistake.GENERIC_VAGUE, "vague");
    int count = reading.sentences().count();
    int storyless = 0;
    int acts = 0;
    int firstStoryless = -1;
    for (int i = 0; i < count; i++) {
      boolean none = parts.has(Shape.NO_PAST, i);
      storyless += none ? 1 : 0;
      firstStoryless = none && firstStoryless < 0 ? i : firstStoryless;
      acts += isOwnAct(parts, i) ? 1 : 0;
    }
    if (reading.tokens().count < limit(GeneralMistake.GENERIC_VAGUE, "least_words")) {
      return Verdict.NO;
    }
    boolean noStory =
        storyless >= limit(GeneralMistake.GENERIC_VAGUE, "storyless_share") * count
            && acts <= 1
            && !(parts.has(Part.SITUATION) && parts.has(Part.RESULT));
    boolean nothingToCheck =
        reading.cues().count(vague) >= limit(GeneralMistake.GENERIC_VAGUE, "least_vague")
            && concreteMarks(reading) == 0;
    if (!noStory && !nothingToCheck) {
      return Verdict.NO;
    }
    int sentence = noStory ? firstStoryless : reading.cues().firstSentence(vague);
    return Verdict.at(reading.sentences().span(Math.max(0, sentence)));
  }

  /** Quantities, names, dates and settings: what could be checked. */
  int concreteMarks(Reading reading) {
    int marks = reading.quantities().count();
    Tokens tokens = reading.tokens();
    Sentences sentences = reading.sentences();
    for (int i = 0; i < sentences.count(); i++) {
      marks += reading.cues().has(settingCue, i) ? 1 : 0;
      for (int token = sentences.fromToken(i) + 1; token < sentences.toToken(i); token++) {
        boolean name =
            tokens.startsUpperCase(token)
                && !reading.words().is(WordClass.I, token)
                && !reading.words().is(WordClass.FUNCTION, token)
                && tokens.length(token) > 1;
        marks += name ? 1 : 0;
      }
    }
    return marks;
  }

  // ---- no answer at all

  private boolean isNoAnswer(
      Answer answer, Reading reading, Parts parts, Optional<Question> question) {
    Tokens tokens = reading.tokens();
    int acts = 0;
    int questions = 0;
    int count = reading.sentences().count();
    for (int i = 0; i < count; i++) {
      boolean act = isOwnAct(parts, i) || parts.has(Shape.WE_PAST, i);
      acts += act ? 1 : 0;
      questions += parts.has(Shape.QUESTION, i) && !act ? 1 : 0;
    }
    if (count == 0 || count == questions) {
      return true;
    }
    if (acts == 0 && tokens.count < limit(GeneralMistake.NOT_AN_ANSWER, "least_words")) {
      return true;
    }
    int shortText = (int) limit(GeneralMistake.NOT_AN_ANSWER, "refusal_words");
    boolean refuses =
        reading.cues().firstSentence(cue(GeneralMistake.NOT_AN_ANSWER, "refusal")) >= 0
            || reading.cues().firstSentence(cue(GeneralMistake.NOT_AN_ANSWER, "request")) >= 0;
    if (refuses && tokens.count <= shortText && acts <= (tokens.count <= 15 ? 1 : 0)) {
      return true;
    }
    return isRepetition(tokens)
        || isCode(tokens.text)
        || answer.questionText().map(text -> isEcho(tokens, List.of(text))).orElse(false)
        || question.map(q -> isEcho(tokens, q)).orElse(false);
  }

  private boolean isEcho(Tokens tokens, Question question) {
    var asked = new ArrayList<String>(question.variants());
    asked.add(question.text());
    return isEcho(tokens, asked);
  }

  /** A pasted question: nearly all words are its words. */
  private boolean isEcho(Tokens tokens, List<String> asked) {
    for (String text : asked) {
      if (3 * tokens.text.length() > 4 * text.length() + 60) {
        continue;
      }
      var words = new LongIntTable();
      Tokens question = Tokens.of(text);
      for (int token = 0; token < question.count; token++) {
        words.put(question.word[token], 1);
      }
      int same = 0;
      for (int token = 0; token < tokens.count; token++) {
        same += words.get(tokens.word[token]) != LongIntTable.NONE ? 1 : 0;
      }
      if (same >= limit(GeneralMistake.NOT_AN_ANSWER, "echo") * tokens.count) {
        return true;
      }
    }
    return false;
  }

  private boolean isRepetition(Tokens tokens) {
    int looked = Math.min(tokens.count, 200);
    if (looked < 12) {
      return false;
    }
    var seen = new LongIntTable();
    int distinct = 0;
    double enough = limit(GeneralMistake.NOT_AN_ANSWER, "repetition") * looked;
    for (int token = 0; token < looked && distinct < enough; token++) {
      if (seen.get(tokens.word[token]) == LongIntTable.NONE) {
        seen.put(tokens.word[token], 1);
        distinct++;
      }
    }
    return distinct < enough;
  }

  private boolean isCode(String text) {
    int symbols = 0;
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
      } else if ("{}();=<>[]\\|/_$#+".indexOf(c) >= 0) {
        symbols++;
      }
    }
    return symbols >= 8
        && symbols >= limit(GeneralMistake.NOT_AN_ANSWER, "symbols") * (letters + symbols);
  }

  private int cue(GeneralMistake mistake, String list) {
    return cues.get(mistake).get(list);
  }

  private double limit(GeneralMistake mistake, String name) {
    return rubric.rule(mistake).limits().get(name);
  }
}
