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
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which mistakes an answer has, and where they show. Words and limits are in the rules. */
final class MistakeFinder {
  /** Mistakes of a question raised because a key point is missing, in one answer. */
  private static final int MOST_MISSED = 2;

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

  /** Those whose evidence is weighed, see {@link EvidenceScore}. */
  static final Set<GeneralMistake> WEIGHED =
      Collections.unmodifiableSet(
          EnumSet.of(
              GeneralMistake.WE_INSTEAD_OF_I,
              GeneralMistake.LONG_SITUATION,
              GeneralMistake.HYPOTHETICAL,
              GeneralMistake.ABSOLUTIST,
              GeneralMistake.BLAMES_OTHERS,
              GeneralMistake.NO_TRADEOFF,
              GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET,
              GeneralMistake.PERFECTION_NO_BUSINESS_CASE,
              GeneralMistake.GENERIC_VAGUE,
              GeneralMistake.NOT_AN_ANSWER));

  /** Those that somebody said in so many words; of the others the whole text speaks. */
  private static final Set<GeneralMistake> IN_A_SENTENCE =
      Collections.unmodifiableSet(
          EnumSet.of(
              GeneralMistake.ABSOLUTIST,
              GeneralMistake.BLAMES_OTHERS,
              GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET,
              GeneralMistake.PERFECTION_NO_BUSINESS_CASE));

  private static final List<String> CHECKS = List.of("check", "skip", "unchecked");

  private static final List<GeneralMistake> MISSING_PARTS =
      List.of(
          GeneralMistake.NO_SITUATION,
          GeneralMistake.NO_ACTION,
          GeneralMistake.NO_RESULT,
          GeneralMistake.NO_QUANTIFIED_RESULT,
          GeneralMistake.NO_LEARNING);

  /** ASCII characters that are rare but in code. */
  private static final boolean[] CODE = new boolean[128];

  static {
    "{}();=<>[]\\|/_$#+".chars().forEach(c -> CODE[c] = true);
  }

  private final Rubric rubric;
  private final LanguageCheck languages;
  private final Map<GeneralMistake, Map<String, Integer>> cues =
      new EnumMap<>(GeneralMistake.class);
  private final Map<GeneralMistake, EvidenceScore> scores = new EnumMap<>(GeneralMistake.class);
  private final Map<GeneralMistake, Integer> leastWords = new EnumMap<>(GeneralMistake.class);
  private final int settingCue;
  private MistakeWords words;

  /**
   * @param settingCue number of the list of words for where and when
   */
  MistakeFinder(Rubric rubric, CueBook book, int settingCue) {
    this.rubric = rubric;
    this.settingCue = settingCue;
    var numbers = new HashMap<String, Integer>();
    rubric
        .mistakeLists()
        .forEach((name, phrases) -> numbers.put(name, book.add("mistakes/" + name, phrases)));
    for (MistakeRule rule : rubric.mistakes().values()) {
      var own = new HashMap<String, Integer>();
      rule.cues()
          .forEach(
              (name, phrases) -> {
                String list = rule.id() + "/" + name;
                own.put(name, book.add("mistakes/" + list, phrases));
                numbers.put(list, own.get(name));
              });
      cues.put(rule.mistake(), own);
    }
    var problems = new ArrayList<String>();
    for (GeneralMistake mistake : WEIGHED) {
      MistakeRule rule = rubric.rule(mistake);
      if (rule.score().isEmpty()) {
        problems.add("mistakes.yaml/mistakes/" + rule.id() + "/score: missing (expected: weights)");
      } else {
        scores.put(mistake, new EvidenceScore(rule, rule.score().get(), numbers, problems));
      }
      leastWords.put(mistake, rule.limits().getOrDefault("least_words", 0.0).intValue());
    }
    needs(GeneralMistake.NO_SITUATION, List.of(), List.of("likely"), problems);
    needs(GeneralMistake.NO_ACTION, List.of(), List.of("likely"), problems);
    needs(GeneralMistake.NO_RESULT, List.of(), List.of("likely"), problems);
    needs(GeneralMistake.NO_TRADEOFF, List.of("asks"), List.of(), problems);
    needs(GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET, CHECKS, List.of(), problems);
    needs(
        GeneralMistake.NOT_AN_ANSWER,
        List.of(),
        List.of("least_words", "echo", "repetition", "symbols"),
        problems);
    needs(
        GeneralMistake.LANGUAGE_NOT_SUPPORTED,
        List.of(),
        List.of("foreign_share", "latin_share", "least_words"),
        problems);
    if (!problems.isEmpty()) {
      throw new InvalidRubricException(problems);
    }
    languages =
        new LanguageCheck(
            rubric.languages(),
            book.vocabulary(),
            rubric.rule(GeneralMistake.LANGUAGE_NOT_SUPPORTED).limits());
  }

  /** Listens to these words from now on; to be called before any text is read. */
  void listen(MistakeWords words) {
    this.words = words;
  }

  MistakeWords words() {
    return words;
  }

  /** A part that may be there is not held against anybody: it has to be missing for certain. */
  private Verdict missing(GeneralMistake mistake, Parts parts, Part part) {
    return Verdict.of(parts.probability(part) < limit(mistake, "likely"));
  }

  private void needs(
      GeneralMistake mistake, List<String> lists, List<String> limits, List<String> problems) {
    MistakeRule rule = rubric.rule(mistake);
    if (!rule.cues().keySet().containsAll(lists) || !rule.limits().keySet().containsAll(limits)) {
      problems.add(
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
              + ")");
    }
  }

  /** What is wrong with the text as a whole, so that its sentences tell no part of a story. */
  Optional<GeneralMistake> unreadable(
      Answer answer, Reading reading, Parts parts, TextFacts facts, Optional<Question> question) {
    if (languages.isForeign(reading)) {
      return Optional.of(GeneralMistake.LANGUAGE_NOT_SUPPORTED);
    }
    return isNoAnswer(answer, reading, parts, facts, question)
        ? Optional.of(GeneralMistake.NOT_AN_ANSWER)
        : Optional.empty();
  }

  /** The mistakes of a text that is not scored any further, the reason first. */
  List<Findings.Mistake> only(GeneralMistake mistake, Answer answer, Optional<Question> question) {
    var found = new ArrayList<Findings.Mistake>();
    found.add(general(mistake, Optional.empty(), answer, question));
    if (mistake == GeneralMistake.NOT_AN_ANSWER) {
      // Whoever counts stories without a result counts these too; in another language who knows?
      for (GeneralMistake missing : MISSING_PARTS) {
        found.add(general(missing, Optional.empty(), answer, question));
      }
      found.sort(Comparator.comparing(Findings.Mistake::severity));
    }
    return found;
  }

  /** All mistakes, the most severe first. */
  List<Findings.Mistake> find(
      Answer answer,
      Reading reading,
      Parts parts,
      TextFacts facts,
      Optional<Question> question,
      Optional<QuestionCues.Hits> hits) {
    var found = new ArrayList<Findings.Mistake>();
    boolean hypothetical = false;
    for (GeneralMistake mistake : GeneralMistake.values()) {
      Verdict verdict =
          switch (mistake) {
            case NO_SITUATION -> missing(mistake, parts, Part.SITUATION);
            case NO_ACTION -> missing(mistake, parts, Part.ACTION);
            case NO_RESULT -> missing(mistake, parts, Part.RESULT);
            case NO_QUANTIFIED_RESULT -> Verdict.of(!facts.effect());
            case NO_LEARNING -> Verdict.of(!parts.has(Part.LEARNING));
            case LONG_SITUATION ->
                weighed(mistake, reading, parts, facts).made()
                    ? Verdict.at(context(reading, parts))
                    : Verdict.NO;
            case NO_TRADEOFF ->
                asksForTradeoff(answer, question)
                    ? weighed(mistake, reading, parts, facts)
                    : Verdict.NO;
            case HYPOTHETICAL,
                WE_INSTEAD_OF_I,
                ABSOLUTIST,
                BLAMES_OTHERS,
                SKIPS_TESTS_NO_SAFETY_NET,
                PERFECTION_NO_BUSINESS_CASE ->
                weighed(mistake, reading, parts, facts);
            // A text without a story is one of the two, and what one would do says more.
            case GENERIC_VAGUE ->
                hypothetical ? Verdict.NO : weighed(mistake, reading, parts, facts);
            case NOT_AN_ANSWER, LANGUAGE_NOT_SUPPORTED -> Verdict.NO;
          };
      hypothetical |= mistake == GeneralMistake.HYPOTHETICAL && verdict.made();
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
    var missed = new ArrayList<Findings.Mistake>();
    for (CommonMistake mistake : question.commonMistakes()) {
      if (mistake.when().isEmpty()) {
        continue;
      }
      Severity severity =
          Severity.valueOf(mistake.severity().orElse("minor").toUpperCase(Locale.ROOT));
      Trigger when = mistake.when().get();
      if (when instanceof Trigger.MissingKeyPoint missing) {
        if (hits.clearlyMisses(missing.keyPoint())) {
          missed.add(own(mistake, severity, Optional.empty(), true));
        }
      } else {
        int sentence = hits.mistakeSentence(mistake.id());
        if (sentence >= 0) {
          found.add(own(mistake, severity, Optional.of(reading.sentences().span(sentence)), false));
        }
      }
    }
    // Nobody mends more than that at once, and each is a guess from what was not found.
    missed.sort(Comparator.comparing(Findings.Mistake::severity));
    found.addAll(missed.subList(0, Math.min(MOST_MISSED, missed.size())));
  }

  private static Findings.Mistake own(
      CommonMistake mistake, Severity severity, Optional<Span> evidence, boolean missing) {
    return new Findings.Mistake(
        mistake.id(), Optional.empty(), severity, evidence, mistake.advice(), missing);
  }

  /** The numbers of a rule's cue lists, by name. */
  Map<String, Integer> cuesOf(GeneralMistake mistake) {
    return cues.get(mistake);
  }

  /** What the score of a rule saw in a text; for those whose evidence is weighed. */
  Optional<EvidenceScore> scoreOf(GeneralMistake mistake) {
    return Optional.ofNullable(scores.get(mistake));
  }

  /** The figures of a text of which no metric is known to measure an effect. */
  TextFacts facts(Reading reading, Parts parts) {
    return TextFacts.of(reading, parts, concreteMarks(reading), words.of(reading));
  }

  // ---- the general mistakes

  private Verdict weighed(GeneralMistake mistake, Reading reading, Parts parts, TextFacts facts) {
    EvidenceScore score = scores.get(mistake);
    if (reading.tokens().count < leastWords.get(mistake)
        || !speaksOfIt(mistake, reading)
        || score.of(reading, parts, facts) <= 0) {
      return Verdict.NO;
    }
    double[] said =
        IN_A_SENTENCE.contains(mistake)
            ? words.bySentence(reading, score.mistake())
            : new double[parts.count()];
    int sentence = score.sentence(reading, parts, said);
    return sentence < 0 ? Verdict.YES : Verdict.at(reading.sentences().span(sentence));
  }

  /**
   * Who tells of no check at all cannot be told to have left one out, however hurried it sounds.
   */
  private boolean speaksOfIt(GeneralMistake mistake, Reading reading) {
    if (mistake != GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET) {
      return true;
    }
    for (String list : CHECKS) {
      if (reading.cues().count(cues.get(mistake).get(list)) > 0) {
        return true;
      }
    }
    return false;
  }

  static boolean isOwnAct(Parts parts, int sentence) {
    return parts.has(Shape.I_PAST, sentence) || parts.has(Shape.BARE_PAST, sentence);
  }

  /** The longest run of situation; without one, all before the speaker acts. */
  private static Span context(Reading reading, Parts parts) {
    Sentences sentences = reading.sentences();
    int last = sentences.count() - 1;
    int from = 0;
    int to = -1;
    int longest = 0;
    int run = 0;
    int runStart = 0;
    for (int i = 0; i <= last; i++) {
      if (parts.part(i) != Part.SITUATION) {
        run = 0;
        continue;
      }
      runStart = run == 0 ? i : runStart;
      run += sentences.words(i);
      if (run > longest) {
        longest = run;
        from = runStart;
        to = i;
      }
    }
    if (to < 0) {
      to = 0;
      while (to < last && !isOwnAct(parts, to + 1)) {
        to++;
      }
    }
    return new Span(sentences.start(from), sentences.end(to));
  }

  boolean asksForTradeoff(Answer answer, Optional<Question> question) {
    return question.isPresent()
        ? question.get().needsTradeoff()
        : answer.questionText().map(this::asksForTradeoff).orElse(false);
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

  /** Quantities, names, dates and settings: what could be checked. */
  private int concreteMarks(Reading reading) {
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
      Answer answer, Reading reading, Parts parts, TextFacts facts, Optional<Question> question) {
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
    if (isNoAttempt(reading, parts, facts)) {
      return true;
    }
    return isRepetition(tokens)
        || isCode(tokens)
        || answer.questionText().map(text -> isEcho(tokens, List.of(text))).orElse(false)
        || question.map(q -> isEcho(tokens, q)).orElse(false);
  }

  /** Words that refuse, ask back or talk of something else say more than those of mere theory. */
  private boolean isNoAttempt(Reading reading, Parts parts, TextFacts facts) {
    EvidenceScore score = scores.get(GeneralMistake.NOT_AN_ANSWER);
    double sum = score.of(reading, parts, facts);
    return sum > 0
        && sum > scores.get(GeneralMistake.HYPOTHETICAL).of(reading, parts, facts)
        && sum > scores.get(GeneralMistake.GENERIC_VAGUE).of(reading, parts, facts);
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
    long[] seen = new long[512];
    int distinct = 0;
    double enough = limit(GeneralMistake.NOT_AN_ANSWER, "repetition") * looked;
    for (int token = 0; token < looked && distinct < enough; token++) {
      long word = tokens.word[token];
      int slot = (int) (word >>> 32) & 511;
      while (seen[slot] != 0 && seen[slot] != word) {
        slot = (slot + 1) & 511;
      }
      distinct += seen[slot] == 0 ? 1 : 0;
      seen[slot] = word;
    }
    return distinct < enough;
  }

  private boolean isCode(Tokens tokens) {
    String text = tokens.text;
    int symbols = 0;
    int from = 0;
    for (int token = 0; token <= tokens.count; token++) {
      int to = token < tokens.count ? tokens.start[token] : text.length();
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        symbols += c < 128 && CODE[c] ? 1 : 0;
      }
      from = token < tokens.count ? tokens.end[token] : to;
    }
    if (symbols < 8) {
      return false;
    }
    long letters = text.chars().filter(Character::isLetter).count();
    return symbols >= limit(GeneralMistake.NOT_AN_ANSWER, "symbols") * (letters + symbols);
  }

  private double limit(GeneralMistake mistake, String name) {
    return rubric.rule(mistake).limits().get(name);
  }
}
