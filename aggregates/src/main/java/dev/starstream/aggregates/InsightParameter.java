package dev.starstream.aggregates;

import dev.starstream.schemas.Nearest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;

/**
 * A parameter of an insight, as its header declares it.
 *
 * @param name its name in the SQL ({@code {name:Type}}), over HTTP and on the command line
 * @param type ClickHouse type: String, Date, UUID, UInt8, UInt16 or UInt32
 * @param required whether the caller must say it
 * @param defaultValue what holds if the caller says nothing
 * @param allowed the only values allowed besides the default; empty if any value of the type is
 * @param least smallest number allowed
 * @param greatest largest number allowed
 * @param doc what it does
 */
public record InsightParameter(
    String name,
    String type,
    boolean required,
    String defaultValue,
    List<String> allowed,
    long least,
    long greatest,
    String doc) {

  static final int LONGEST = 200;

  public InsightParameter {
    allowed = List.copyOf(allowed);
    if (!type.matches("String|Date|UUID|UInt(8|16|32)")) {
      throw new IllegalArgumentException(
          "type of parameter " + name + ": " + type + " (expected: a type in the Javadoc)");
    }
    if (doc.isBlank()) {
      throw new IllegalArgumentException("parameter " + name + ": no meaning (expected: ': text')");
    }
  }

  /** What a value must look like, for people. */
  public String expected() {
    if (!allowed.isEmpty()) {
      return "one of " + String.join(", ", allowed);
    }
    return switch (type) {
      case "Date" -> "a day such as 2026-03-31";
      case "UUID" -> "an id such as 123e4567-e89b-12d3-a456-426614174000";
      case "String" -> "text of at most " + LONGEST + " characters";
      default -> "a whole number from " + least + " to " + greatest;
    };
  }

  /** The value in the form that is bound; throws if it is none of this parameter's. */
  String checked(String value) {
    if (!required && value.equals(defaultValue)) {
      return value;
    }
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      throw new InsightException(name, value, expected(), Nearest.all(value, allowed));
    }
    try {
      return switch (type) {
        case "Date" -> day(value);
        case "UUID" -> UUID.fromString(value).toString();
        case "String" -> text(value);
        default -> within(Long.parseLong(value));
      };
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new InsightException(name, value, expected(), List.of());
    }
  }

  private static String day(String value) {
    var day = LocalDate.parse(value);
    if (day.isBefore(LocalDate.EPOCH) || day.isAfter(LocalDate.of(2149, 6, 6))) {
      throw new IllegalArgumentException("day " + value + " (expected: 1970-01-01 to 2149-06-06)");
    }
    return day.toString();
  }

  private static String text(String value) {
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "text of " + value.length() + " characters (expected: at most " + LONGEST + ")");
    }
    return value;
  }

  private String within(long number) {
    if (number < least || number > greatest) {
      throw new IllegalArgumentException("number " + number + " (expected: " + expected() + ")");
    }
    return Long.toString(number);
  }
}
