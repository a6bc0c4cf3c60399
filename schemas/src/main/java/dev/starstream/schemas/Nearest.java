package dev.starstream.schemas;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Answers "did you mean?": the known names with the fewest letters changed. */
public final class Nearest {

  /** What is longer is no slip of the pen, and not worth the quadratic time. */
  private static final int MAX_CHARS = 100;

  private static final int MIN_HELD = 4;
  private static final int MOST = 3;

  /** The nearest name, if one is near. */
  public static Optional<String> of(String wrong, Collection<String> known) {
    return all(wrong, known).stream().findFirst();
  }

  /**
   * At most three names that are near, nearest first. Case, dashes, underscores and blanks do not
   * count. A name is near if at most a third of its letters differ, or if one of the two holds the
   * other.
   */
  public static List<String> all(String wrong, Collection<String> known) {
    var asked = letters(wrong);
    if (wrong.length() > MAX_CHARS || asked.isEmpty()) {
      return List.of();
    }
    return known.stream()
        .filter(name -> distance(asked, letters(name)) <= letters(name).length() / 3)
        .sorted(
            Comparator.<String>comparingInt(name -> distance(asked, letters(name)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  /** The end of a sentence: empty, or {@code ; did you mean 'text'?}. */
  public static String hint(Optional<String> nearest) {
    return nearest.map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static int distance(String a, String b) {
    boolean holds =
        Math.min(a.length(), b.length()) >= MIN_HELD && (a.contains(b) || b.contains(a));
    return holds ? 1 : LevenshteinDistance.getDefaultInstance().apply(a, b);
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  private Nearest() {}
}
