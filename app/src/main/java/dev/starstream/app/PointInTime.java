package dev.starstream.app;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time as people type it: a day, an instant, or how long ago. All in UTC. */
final class PointInTime implements ITypeConverter<Instant> {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d)");

  @Override
  public Instant convert(String value) {
    return parse(value, Instant.now());
  }

  static Instant parse(String value, Instant now) {
    var ago = duration(value);
    if (ago.isPresent()) {
      return now.minus(ago.get());
    }
    try {
      return value.contains("T")
          ? Instant.parse(value)
          : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is no point in time (expected: a day such as 2026-11-21, an instant such as"
              + " 2026-11-21T08:00:00Z, or how long ago, such as 90s, 30m, 24h or 7d)");
    }
  }

  /** Such as 90s, 30m, 24h or 7d; empty if it is anything else. */
  static Optional<Duration> duration(String value) {
    var duration = DURATION.matcher(value);
    return duration.matches()
        ? Optional.of(duration(Long.parseLong(duration.group(1)), duration.group(2)))
        : Optional.empty();
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
