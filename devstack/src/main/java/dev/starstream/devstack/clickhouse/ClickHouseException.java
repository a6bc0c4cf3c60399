package dev.starstream.devstack.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement was refused; carries ClickHouse's error code and its message as the engine put it.
 */
final class ClickHouseException extends RuntimeException {
  private static final Pattern CODE = Pattern.compile("Code: (\\d+)");

  private final int code;

  /** The engine's own words, which begin with {@code Code: N.} */
  static ClickHouseException fromEngine(String message) {
    Matcher matcher = CODE.matcher(message);
    return new ClickHouseException(
        matcher.find() ? Integer.parseInt(matcher.group(1)) : 1001, message);
  }

  /** A refusal of the bridge itself, worded as the engine would. */
  static ClickHouseException refusal(int code, String reason, String name) {
    return new ClickHouseException(
        code, "Code: " + code + ". DB::Exception: " + reason + " (" + name + ")");
  }

  private ClickHouseException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The status with which a ClickHouse server answers this code over HTTP. */
  int httpStatus() {
    return switch (code) {
      case 6, 25, 26, 27, 33, 36, 38, 41, 42, 43, 44, 53, 62, 72, 108, 117, 169, 456, 457 -> 400;
      case 192, 193, 497, 511, 516 -> 403;
      case 16, 46, 47, 50, 51, 56, 60, 73, 78, 79, 81, 110, 115, 165 -> 404;
      case 159 -> 408;
      case 274 -> 413;
      case 48 -> 501;
      case 202, 242, 252 -> 503;
      default -> 500;
    };
  }
}
