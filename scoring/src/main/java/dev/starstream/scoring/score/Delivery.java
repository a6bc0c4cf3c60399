package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Marks;
import java.util.List;

/**
 * How a spoken answer was delivered.
 *
 * @param wordsPerMinute 0 if it took no time
 */
record Delivery(double wordsPerMinute, double fillersPer100, double seconds, double score) {
  static Delivery of(int words, int fillers, long durationMs, Marks marks) {
    double seconds = durationMs / 1000.0;
    double wpm = durationMs == 0 ? 0 : words * 60_000.0 / durationMs;
    double per100 = words == 0 ? 0 : 100.0 * fillers / words;
    double score =
        marks.pace() * between(wpm, marks.paceWpm())
            + marks.fillersWeight() * below(per100, marks.fillersPer100())
            + marks.length() * between(seconds, marks.lengthSeconds());
    double weights = marks.pace() + marks.fillersWeight() + marks.length();
    return new Delivery(wpm, per100, seconds, score / weights);
  }

  private static double between(double value, List<Double> limits) {
    if (value < limits.get(1)) {
      return Math.max(0, (value - limits.get(0)) / (limits.get(1) - limits.get(0)));
    }
    return 1 - Math.min(1, Math.max(0, (value - limits.get(2)) / (limits.get(3) - limits.get(2))));
  }

  private static double below(double value, List<Double> limits) {
    return 1 - Math.min(1, Math.max(0, (value - limits.get(0)) / (limits.get(1) - limits.get(0))));
  }
}
