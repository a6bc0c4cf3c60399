package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.Cue;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Question.CompanyFocus;
import dev.starstream.schemas.catalogue.Question.KeyPoint;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionCuesTest {
  private static final AnswerScorer SCORER = AnswerScorer.load();

  private static final Cue ASKED_WHY =
      cue(List.of(), false, List.of("asked", "rang"), List.of("why", "what"));

  @Test
  void termsInOneSentence_meetInWhicheverOrder() {
    assertThat(covered(ASKED_WHY, "I asked the cook why.", Part.ACTION)).isTrue();
    assertThat(covered(ASKED_WHY, "Why it burned is what I was asking.", Part.ACTION)).isTrue();
  }

  @Test
  void termsInTwoSentences_doNotMeet() {
    assertThat(covered(ASKED_WHY, "I asked the cook. Why not?", Part.ACTION)).isFalse();
  }

  @Test
  void termsFarApart_doNotMeet() {
    String between = "the tall cook from the small place near our harbour with two red doors";

    assertThat(covered(ASKED_WHY, "I asked " + between + " why.", Part.ACTION)).isFalse();
  }

  @Test
  void oneTermAlone_isNotEnough() {
    assertThat(covered(ASKED_WHY, "I asked the cook.", Part.ACTION)).isFalse();
  }

  @Test
  void orderedTerms_meetInTheirOrderOnly() {
    Cue cue = cue(List.of(), true, List.of("told"), List.of("manager"));

    assertThat(covered(cue, "I told my manager.", Part.ACTION)).isTrue();
    assertThat(covered(cue, "My manager told me.", Part.ACTION)).isFalse();
  }

  @Test
  void theSameWord_doesNotMeetItself() {
    Cue cue = cue(List.of(), false, List.of("asked"), List.of("asked", "why"));

    assertThat(covered(cue, "I asked the cook.", Part.ACTION)).isFalse();
  }

  @Test
  void num_isAnyWordThatBeginsWithADigit() {
    Cue cue = cue(List.of(), false, List.of("NUM minutes"));

    assertThat(covered(cue, "It took 40 minutes.", Part.RESULT)).isTrue();
    assertThat(covered(cue, "It took some minutes.", Part.RESULT)).isFalse();
  }

  @Test
  void cueOfAPart_isLookedForThereOnly() {
    Cue cue = cue(List.of("result"), false, List.of("faster"));

    assertThat(covered(cue, "It was faster.", Part.RESULT)).isTrue();
    assertThat(covered(cue, "It was faster.", Part.ACTION)).isFalse();
    assertThat(covered(cue(List.of("result"), false), "They came back.", Part.RESULT)).isTrue();
  }

  @Test
  void sentenceThatTellsNoStory_coversNothing() {
    assertThat(covered(ASKED_WHY, "A good leader asked why.", Part.NONE)).isFalse();
  }

  @Test
  void evidence_isTheSentence() {
    String text = "It burned. I asked the cook why. He laughed.";

    assertThat(hits(ASKED_WHY, text, Part.ACTION).keyPoint(0))
        .hasValueSatisfying(
            span ->
                assertThat(text.substring(span.start(), span.end()))
                    .isEqualTo("I asked the cook why."));
  }

  @Test
  void keyPointThatIsNearlyThere_isNotClearlyMissed() {
    assertThat(hits(ASKED_WHY, "I asked. Why not?", Part.ACTION).clearlyMisses("point")).isFalse();
    assertThat(hits(ASKED_WHY, "I asked. He left.", Part.ACTION).clearlyMisses("point")).isTrue();
    assertThat(hits(ASKED_WHY, "I asked him why.", Part.ACTION).clearlyMisses("point")).isFalse();
  }

  /** A cue that nothing can hit is a slip: a word between terms, a stem that no text has. */
  @Test
  void everyCueOfTheCatalogue_findsASentenceMadeOfItsWords() {
    var blind = new ArrayList<String>();
    for (Question question : QuestionCatalogue.load().questions()) {
      for (KeyPoint point : question.keyPoints()) {
        point.cues().stream().filter(cue -> !findsItself(cue)).forEach(c -> blind.add(c.text()));
      }
      for (CompanyFocus focus : question.askedBy()) {
        focus.cues().stream().filter(cue -> !findsItself(cue)).forEach(c -> blind.add(c.text()));
      }
    }

    assertThat(blind).isEmpty();
  }

  private static boolean findsItself(Cue cue) {
    var words = new StringBuilder("we");
    for (Cue.Term term : cue.terms()) {
      // The last one: the first of two terms may be the same word.
      String phrase = term.phrases().get(term.phrases().size() - 1);
      words.append(' ').append(phrase.replace("*", "").replace("NUM", "7"));
    }
    Part part =
        cue.parts().isEmpty()
            ? Part.ACTION
            : Part.valueOf(cue.parts().get(0).toUpperCase(Locale.ROOT));
    return covered(cue, words + ".", part);
  }

  private static boolean covered(Cue cue, String text, Part part) {
    return hits(cue, text, part).keyPoint(0).isPresent();
  }

  private static QuestionCues.Hits hits(Cue cue, String text, Part part) {
    Reading reading = SCORER.reader().read(text);
    Part[] parts = new Part[reading.sentences().count()];
    Arrays.fill(parts, part);
    return QuestionCues.of(asking(cue), Map.of(), List.of("the", "my"))
        .in(
            reading,
            new Parts(
                parts,
                EnumSet.noneOf(Part.class),
                EnumSet.noneOf(Part.class),
                new double[6],
                new long[parts.length]));
  }

  private static Cue cue(List<String> parts, boolean ordered, List<?>... terms) {
    var all = new ArrayList<Cue.Term>();
    for (List<?> term : terms) {
      List<String> phrases = term.stream().map(String.class::cast).toList();
      all.add(new Cue.Term(String.join(" / ", phrases), phrases));
    }
    return new Cue("a cue", parts, all, ordered);
  }

  private static Question asking(Cue cue) {
    return new Question(
        "question",
        "category",
        "What happened?",
        List.of(),
        "To know.",
        List.of(),
        List.of(),
        false,
        List.of(),
        List.of(new KeyPoint("point", "Asks why.", List.of(cue))),
        List.of(),
        List.of(),
        "",
        List.of(),
        List.of());
  }
}
