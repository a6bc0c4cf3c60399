package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Scorecard.Critique;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the critique: a headline, the one fix that would gain most and what it would gain, and at
 * most five notes, each tied to words of the answer, to the question or to the company. All of it
 * is read in half a minute.
 *
 * <p>{@link MendFinder} says what could be better, {@link MendText} words it; {@link Headline},
 * {@link CritiqueNotes} and {@link DeliveryNote} write the rest, {@link StorylessCritique} that of
 * a text without a story. All sentences come from {@link CritiqueSentences}.
 */
final class Coach {
  private static final int FIX_LENGTH = 260;

  private final Rubric rubric;
  private final CritiqueSentences sentences;
  private final StorylessCritique storyless;
  private final DeliveryNote delivery;

  Coach(Rubric rubric) {
    this.rubric = rubric;
    sentences = new CritiqueSentences(rubric.critique());
    storyless = new StorylessCritique(sentences);
    delivery = new DeliveryNote(rubric.marks(), sentences);
  }

  Critique critique(CritiqueCase about) {
    if (about.findings().has(GeneralMistake.LANGUAGE_NOT_SUPPORTED)) {
      // Nothing was judged, so no points can be promised.
      String fix = about.findings().mistakes().get(0).advice();
      return new Critique(sentences.say(about, "headline_language", Map.of()), fix, 0, List.of());
    }
    return StorylessCritique.isFor(about) ? storyless.of(about) : ofStory(about);
  }

  private Critique ofStory(CritiqueCase about) {
    var numbers = new CritiqueNumbers(about);
    var keyPoints = new MissedKeyPoints(about);
    Optional<String> heard = delivery.of(about);
    List<Mend> mends = new MendFinder(rubric, about, numbers, keyPoints).find(heard.isPresent());
    var texts = new MendText(sentences, about, numbers, keyPoints, heard);
    String first = "none";
    String fix = "";
    double gain = 0;
    if (!mends.isEmpty()) {
      first = mends.get(0).id();
      gain = Math.max(0, mends.get(0).gain());
      String points = points(about, gain);
      MendText.Said said = texts.of(mends.get(0), FIX_LENGTH - points.length());
      texts.keep(said);
      fix = said.text() + points;
      mends = mends.subList(1, mends.size());
    }
    String headline = new Headline(sentences, about, numbers).of(first);
    var notes = new CritiqueNotes(sentences, about, numbers, texts, headline, fix);
    return new Critique(headline, fix, gain, notes.of(mends, heard));
  }

  /** What is gained, in points of 100; empty if it is less than one. */
  private String points(CritiqueCase about, double gain) {
    long points = Math.round(100 * gain);
    if (points < 1) {
      return "";
    }
    String id = points == 1 ? "one_point" : "points";
    return " " + sentences.say(about, id, Map.of("points", Long.toString(points)));
  }
}
