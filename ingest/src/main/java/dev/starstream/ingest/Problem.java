package dev.starstream.ingest;

import java.util.Objects;

/**
 * What is wrong with a part of a request, and what was expected there.
 *
 * @param pointer JSON pointer (RFC 6901) of the part; empty for the whole
 * @param detail never holds text of the answer
 */
public record Problem(String pointer, String detail) {
  public Problem {
    pointer = Unicode.printable(Pointers.checked(pointer));
    detail = Unicode.printable(Objects.requireNonNull(detail, "detail"));
  }
}
