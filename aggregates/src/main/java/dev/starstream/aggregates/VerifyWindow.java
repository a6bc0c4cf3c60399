package dev.starstream.aggregates;

import dev.starstream.aggregates.VerifyReport.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a check that is compared in one go, and again if it differs. */
interface VerifyWindow {

  Outcome compare();

  /**
   * What one comparison found.
   *
   * @param differences by what makes two of them the same in two comparisons
   * @param unlisted how many there are besides
   */
  record Outcome(long compared, Map<String, Difference> differences, long unlisted) {

    boolean equal() {
      return differences.isEmpty() && unlisted == 0;
    }

    /** What this comparison and an earlier one both found. */
    Outcome and(Outcome earlier) {
      var both = new LinkedHashMap<>(differences);
      both.keySet().retainAll(earlier.differences.keySet());
      return new Outcome(compared, both, Math.min(unlisted, earlier.unlisted));
    }

    long count() {
      return differences.size() + unlisted;
    }

    List<Difference> first(int most) {
      return new ArrayList<>(differences.values()).subList(0, Math.min(most, differences.size()));
    }
  }
}
