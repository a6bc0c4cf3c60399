package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Scorecard.LevelFit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which level the scope and decisions of an answer speak of. */
final class LevelReader {
  private final Map<Level, Integer> cues = new EnumMap<>(Level.class);
  private final Map<Level, Integer> hitsNeeded;

  LevelReader(Rubric rubric, CueBook book) {
    hitsNeeded = rubric.levelHits();
    rubric
        .levelCues()
        .forEach((level, phrases) -> cues.put(level, book.add("levels/" + level.id(), phrases)));
  }

  /**
   * It fits if the answer shows that level or a higher one. Whoever says nothing of guidance or of
   * reach is taken to do their own work.
   */
  LevelFit fit(Level asked, Reading reading) {
    boolean guided = reading.cues().count(cues.get(Level.JUNIOR)) >= hitsNeeded.get(Level.JUNIOR);
    Level shown = guided ? Level.JUNIOR : Level.MID;
    int above = 0;
    for (Level level : List.of(Level.STAFF, Level.SENIOR, Level.MID)) {
      // What speaks for a higher level speaks for the lower ones too.
      above += reading.cues().count(cues.get(level));
      if (above >= hitsNeeded.get(level)) {
        shown = level;
        break;
      }
    }
    boolean fits = shown.compareTo(asked) >= 0;
    Optional<Span> evidence = reading.cues().first(cues.get(shown));
    return new LevelFit(asked, shown, fits, evidence);
  }
}
