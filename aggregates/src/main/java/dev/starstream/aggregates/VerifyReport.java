package dev.starstream.aggregates;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Verifier#run} found.
 *
 * @param since from when on it looked; empty for all there is
 */
public record VerifyReport(Instant at, Optional<Instant> since, Duration took, List<Check> checks) {

  /**
   * One topic or table, compared with what it must equal.
   *
   * @param name the topic or table
   * @param question what was compared, for a reader
   * @param windows into how many parts the comparison was cut
   * @param compared records of a topic, rows of a table
   * @param differences all that were found
   * @param first the first of them, at most {@link Verifier#LISTED}
   */
  public record Check(
      String name,
      String question,
      long windows,
      long compared,
      long differences,
      List<Difference> first) {
    public Check {
      first = List.copyOf(first);
    }
  }

  /**
   * Something that is not as it must be. It holds ids and numbers, never text.
   *
   * @param place an answer or reject id with its topic, partition and offset, or a rollup's group
   * @param detail what is wrong with it
   */
  public record Difference(String place, String detail) {}

  public VerifyReport {
    checks = List.copyOf(checks);
  }

  /** Of all checks together: 0 if the numbers can be trusted. */
  public long differences() {
    return checks.stream().mapToLong(Check::differences).sum();
  }
}
