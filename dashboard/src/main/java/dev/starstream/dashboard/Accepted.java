package dev.starstream.dashboard;

import java.util.Locale;
import java.util.Optional;

/** The formats of an insight's answer, the preferred one first. */
enum Accepted {
  JSON("application/json", "application/*"),
  CSV("text/csv", "text/*");

  private final String mediaType;
  private final String range;

  Accepted(String mediaType, String range) {
    this.mediaType = mediaType;
    this.range = range;
  }

  /** What an {@code Accept} header likes best (RFC 9110); JSON if it has no preference. */
  static Optional<Accepted> of(String header) {
    if (header == null || header.isBlank()) {
      return Optional.of(JSON);
    }
    double json = JSON.quality(header);
    double csv = CSV.quality(header);
    if (json <= 0 && csv <= 0) {
      return Optional.empty();
    }
    return Optional.of(csv > json ? CSV : JSON);
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
