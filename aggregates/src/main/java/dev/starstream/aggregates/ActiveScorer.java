package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which version of the scorer insights and {@code v_*} views show. A switch is one inserted row: a
 * query sees all of it or nothing. Safe for several threads, as the client is, which stays the
 * caller's to close; what the database throws passes through.
 */
public final class ActiveScorer {

  /**
   * A version that has scored something.
   *
   * @param answers rows of answer_scores
   * @param tenants platforms that have answers of it
   * @param activeTenants of these, the platforms that it is in force for
   * @param firstInserted when the first of its rows came into the table
   * @param lastInserted when the last came
   */
  public record Version(
      String version,
      long answers,
      long tenants,
      long activeTenants,
      Instant firstInserted,
      Instant lastInserted) {}

  /**
   * Nothing was ever scored by the version that is to be switched to; the message lists what is.
   */
  public static final class UnknownVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnknownVersionException(String version, List<Version> versions) {
      super(
          "version '"
              + version
              + "' has no answers (expected: "
              + (versions.isEmpty()
                  ? "one that has; there are no answers at all"
                  : versions.stream().map(Version::version).collect(Collectors.joining(" or ")))
              + ")");
    }
  }

  private static final String VERSIONS = Resources.text("statements/scorer_versions.sql");
  private static final String ACTIVATE = Resources.text("statements/activate_scorer.sql");

  private final Client client;

  public ActiveScorer(Client client) {
    this.client = client;
  }

  /** Every version with answers, highest first. */
  public List<Version> versions() {
    return client.queryAll(VERSIONS).stream()
        .map(
            row ->
                new Version(
                    row.getString("version"),
                    row.getLong("answers"),
                    row.getLong("tenants"),
                    row.getLong("active_tenants"),
                    row.getLocalDateTime("first_inserted").toInstant(ZoneOffset.UTC),
                    row.getLocalDateTime("last_inserted").toInstant(ZoneOffset.UTC)))
        .toList();
  }

  /**
   * Switches every number to a version, forward or back.
   *
   * @throws UnknownVersionException if it has no answers; nothing was switched
   */
  public void activate(String version) {
    var versions = versions();
    if (versions.stream().noneMatch(known -> known.version().equals(version))) {
      throw new UnknownVersionException(version, versions);
    }
    // The response is read and closed by then.
    var unused = client.execute(ACTIVATE, Map.of("version", version)).join();
  }
}
