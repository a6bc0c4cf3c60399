package dev.starstream.app.doctor;

import java.util.Optional;

/**
 * What a check has found.
 *
 * @param check its name, a word or two
 * @param found one line
 * @param cure what to do; empty if there is nothing to be done
 */
public record Finding(String check, State state, String found, Optional<String> cure) {

  /** How it stands, from good to bad. */
  public enum State {
    OK,
    /** Could not be asked, or nobody knows. */
    UNKNOWN,
    /** It works, and may not for long. */
    WARNING,
    /** It does not work, or numbers would be wrong. */
    WRONG,
    /** A server does not answer. */
    DOWN
  }

  static Finding ok(String check, String found) {
    return new Finding(check, State.OK, found, Optional.empty());
  }

  static Finding unknown(String check, String found) {
    return new Finding(check, State.UNKNOWN, found, Optional.empty());
  }

  static Finding warning(String check, String found, String cure) {
    return new Finding(check, State.WARNING, found, Optional.of(cure));
  }

  static Finding wrong(String check, String found, String cure) {
    return new Finding(check, State.WRONG, found, Optional.of(cure));
  }

  static Finding down(String check, String found, String cure) {
    return new Finding(check, State.DOWN, found, Optional.of(cure));
  }
}
