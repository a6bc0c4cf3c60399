package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to say of a gap: why it is one, with words of the answer if there is room for them, and what
 * to do. Quotes no place twice; for one critique on one thread.
 */
final class MendText {
  private static final int[] QUOTE_LENGTHS = {90, CritiqueCase.QUOTE_LENGTH, 50, 34};

  /** In a sentence with one of these somebody else speaks, or may. */
  private static final String SPEECH = "\"\u201c\u201d:";

  /**
   * A text that may become part of the critique.
   *
   * @param place where the words that it quotes start
   * @param ofKeyPoint whether it asks for a key point
   */
  record Said(String text, Optional<Integer> place, boolean ofKeyPoint) {
    private static Said of(String text) {
      return new Said(text, Optional.empty(), false);
    }
  }

  private final CritiqueSentences sentences;
  private final CritiqueCase about;
  private final CritiqueNumbers numbers;
  private final MissedKeyPoints keyPoints;
  private final Optional<String> heard;
  private final Set<Integer> quotedPlaces = new TreeSet<>();
  private int keyPointsTold;

  /**
   * @param heard what to say of how it was spoken
   */
  MendText(
      CritiqueSentences sentences,
      CritiqueCase about,
      CritiqueNumbers numbers,
      MissedKeyPoints keyPoints,
      Optional<String> heard) {
    this.sentences = sentences;
    this.about = about;
    this.numbers = numbers;
    this.keyPoints = keyPoints;
    this.heard = heard;
  }

  /**
   * What to say of it; empty if there is nothing.
   *
   * @param most characters, into which a quotation or what the question looks for has to fit
   */
  Said of(Mend mend, int most) {
    return switch (mend.id()) {
      case Mend.COMPANY -> Said.of(sentences.company(about, "note_company", Map.of()));
      case Mend.LEVEL -> framed("note_level", about.first(Part.ACTION), "", most);
      case Mend.DELIVERY -> Said.of(heard.orElse(""));
      case Mend.KEY_POINT -> missing(keyPoints.first(), say("advice_key_point"), most);
      case Mend.NO_TASK ->
          framed(why(mend.id(), mend.sure()), Optional.empty(), say("advice_no_task"), most);
      default -> mistake(mend, mend.mistake().orElseThrow(), most);
    };
  }

  /** Remembers that it is part of the critique. */
  void keep(Said said) {
    said.place().ifPresent(quotedPlaces::add);
    keyPointsTold += said.ofKeyPoint() ? 1 : 0;
  }

  /** How many of the texts kept ask for a key point. */
  int keyPointsTold() {
    return keyPointsTold;
  }

  private Said mistake(Mend mend, Findings.Mistake mistake, int most) {
    String advice = mistake.advice();
    if (mistake.missingKeyPoint()) {
      return missing(keyPoints.of(mistake), advice, most);
    }
    String why = why(mend.id(), true);
    if (mistake.general().isEmpty()) {
      return framed(why, mistake.evidence(), advice, most);
    }
    String sure = why(mend.id(), mend.sure());
    return switch (mistake.general().get()) {
      case NO_SITUATION -> framed(sure, about.firstSentence(), advice, most);
      case NO_ACTION ->
          framed(
              sure,
              about
                  .ownSentence()
                  .or(() -> about.last(Part.RESULT))
                  .or(() -> about.last(Part.SITUATION)),
              advice,
              most);
      case NO_RESULT, NO_LEARNING -> framed(sure, about.lastSentence(), advice, most);
      case NO_QUANTIFIED_RESULT -> unmeasured(advice, most);
      case WE_INSTEAD_OF_I,
          LONG_SITUATION,
          HYPOTHETICAL,
          ABSOLUTIST,
          BLAMES_OTHERS,
          NO_TRADEOFF,
          SKIPS_TESTS_NO_SAFETY_NET,
          PERFECTION_NO_BUSINESS_CASE,
          GENERIC_VAGUE,
          NOT_AN_ANSWER,
          LANGUAGE_NOT_SUPPORTED ->
          framed(why, mistake.evidence(), advice, most);
    };
  }

  private static String why(String id, boolean sure) {
    return "why_" + id + (sure ? "" : "_unsure");
  }

  private Said unmeasured(String advice, int most) {
    Optional<Findings.Mistake> noResult =
        about.findings().mistakes().stream()
            .filter(made -> made.is(GeneralMistake.NO_RESULT))
            .findFirst();
    if (noResult.isPresent()) {
      String both = noResult.get().advice() + " " + say("advice_with_number");
      String id = why(GeneralMistake.NO_RESULT.id(), !about.mayHave(Part.RESULT));
      return framed(id, about.lastSentence(), both, most);
    }
    String id = GeneralMistake.NO_QUANTIFIED_RESULT.id();
    Optional<Span> unclear = numbers.unclear().map(about::around);
    if (unclear.isPresent()) {
      return framed(why(id, false), unclear, say("advice_unclear_number"), most);
    }
    Optional<Span> plan = numbers.planned().map(about::around);
    return plan.isPresent()
        ? framed(why(id, true) + "_target", plan, advice, most)
        : framed(why(id, true), outcome(), advice, most);
  }

  /** The first outcome in the second half of the text that is not what somebody said. */
  private Optional<Span> outcome() {
    return about.sentences().stream()
        .filter(sentence -> sentence.part() == Part.RESULT)
        .map(Scorecard.Sentence::span)
        .filter(span -> 2 * span.start() >= about.text().length())
        .filter(span -> span.of(about.text()).chars().noneMatch(c -> SPEECH.indexOf(c) >= 0))
        .findFirst();
  }

  /** What this question looks for and what to do; the second time in other words. */
  private Said missing(Optional<String> wanted, String advice, int most) {
    Optional<String> person = wanted.flatMap(CritiqueSentences::person);
    boolean again = keyPointsTold > 0;
    if (person.isPresent()) {
      String id = again ? "why_own_missing_again" : "why_own_missing";
      String said = sentences.say(about, id, Map.of("text", person.get())) + " " + advice;
      if (said.length() <= most) {
        return new Said(said, Optional.empty(), true);
      }
    }
    String said = again ? advice : say("why_own_missing_named") + " " + advice;
    return new Said(said, Optional.empty(), true);
  }

  /** The sentence with as much of the quotation as there is room for, and the advice. */
  private Said framed(String id, Optional<Span> span, String advice, int most) {
    String after = advice.isEmpty() ? "" : " " + advice;
    if (!sentences.quotes(about, id)) {
      return Said.of(say(id) + after);
    }
    if (span.isEmpty() || quotedPlaces.contains(span.get().start())) {
      return Said.of(advice);
    }
    for (int length : QUOTE_LENGTHS) {
      Optional<String> quote = about.quoted(span.get(), length);
      if (quote.isPresent()) {
        var names = Map.of("quote", quote.get(), "level", about.levelAsked());
        String said = sentences.say(about, id, names) + after;
        if (said.length() <= most) {
          return new Said(said, span.map(Span::start), false);
        }
      }
    }
    return Said.of(advice);
  }

  private String say(String id) {
    return sentences.say(about, id, Map.of());
  }
}
