package dev.starstream.ingest;

import java.util.Objects;

/**
 * What was unusual about an accepted answer, and what follows from it.
 *
 * @param pointer JSON pointer (RFC 6901) of the part; empty for the whole
 */
public record Warning(String pointer, String detail) {
  public Warning {
    pointer = Unicode.printable(Pointers.checked(pointer));
    detail = Unicode.printable(Objects.requireNonNull(detail, "detail"));
  }
}
