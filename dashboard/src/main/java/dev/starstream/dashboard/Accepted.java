package dev.starstream.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats of an insight's answer, the preferred one first. */
enum Accepted {
  JSON("application/json", "application/*", ".json"),
  CSV("text/csv", "text/*", ".csv"),
  NDJSON("application/x-ndjson", "application/*", ".ndjson");

  private final String mediaType;
  private final String range;
  private final String suffix;

  Accepted(String mediaType, String range, String suffix) {
    this.mediaType = mediaType;
    this.range = range;
    this.suffix = suffix;
  }

  /** The end of a link's path which asks for this format, such as {@code .csv}. */
  String suffix() {
    return suffix;
  }

  /** The format that a path's end asks for. */
  static Optional<Accepted> ofSuffix(String path) {
    return Arrays.stream(values()).filter(format -> path.endsWith(format.suffix)).findFirst();
  }

  /** What an {@code Accept} header likes best (RFC 9110); JSON if it has no preference. */
  static Optional<Accepted> of(String header) {
    if (header == null || header.isBlank()) {
      return Optional.of(JSON);
    }
    Accepted best = null;
    double most = 0;
    for (var format : values()) {
      double quality = format.quality(header);
      if (quality > most) {
        best = format;
        most = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The quality of the most specific range that covers this format; 0 if none does. */
  private double quality(String header) {
    double quality = 0;
    int specific = 0;
    for (var item : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      var parts = item.split(";", -1);
      var name = parts[0].strip();
      int rank = name.equals(mediaType) ? 3 : name.equals(range) ? 2 : name.equals("*/*") ? 1 : 0;
      if (rank > specific) {
        specific = rank;
        quality = weight(parts);
      }
    }
    return quality;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      var part = parts[i].strip();
      if (part.startsWith("q=")) {
        try {
          return Double.parseDouble(part.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
