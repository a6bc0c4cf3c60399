package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Marks;
import java.util.Map;
import java.util.Optional;

/** What is heard in a spoken answer and costs points: pace, fillers, length. */
final class DeliveryNote {
  private static final int FILLER_LENGTH = 20;

  private final Marks marks;
  private final CritiqueSentences sentences;

  DeliveryNote(Marks marks, CritiqueSentences sentences) {
    this.marks = marks;
    this.sentences = sentences;
  }

  /** The first of it; empty for a typed answer and one that is spoken well. */
  Optional<String> of(CritiqueCase about) {
    if (about.delivery().isEmpty()) {
      return Optional.empty();
    }
    Delivery delivery = about.delivery().get();
    if (delivery.wordsPerMinute() > marks.paceWpm().get(2)) {
      return Optional.of(note(about, "note_pace_fast", delivery.wordsPerMinute()));
    }
    if (delivery.wordsPerMinute() < marks.paceWpm().get(1)) {
      return Optional.of(note(about, "note_pace_slow", delivery.wordsPerMinute()));
    }
    Optional<String> filler =
        about.firstFiller().flatMap(span -> about.quoted(span, FILLER_LENGTH));
    if (delivery.fillersPer100() > marks.fillersPer100().get(0) && filler.isPresent()) {
      String number = rounded(delivery.fillersPer100());
      return Optional.of(
          sentences.say(about, "note_fillers", Map.of("number", number, "quote", filler.get())));
    }
    if (delivery.seconds() > marks.lengthSeconds().get(2)) {
      return Optional.of(note(about, "note_long", delivery.seconds()));
    }
    if (delivery.seconds() < marks.lengthSeconds().get(1)) {
      return Optional.of(note(about, "note_short", delivery.seconds()));
    }
    return Optional.empty();
  }

  private String note(CritiqueCase about, String id, double number) {
    return sentences.say(about, id, Map.of("number", rounded(number)));
  }

  private static String rounded(double number) {
    return Long.toString(Math.round(number));
  }
}
