package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QuerySettings;
import java.time.Instant;
import java.util.Map;

/**
 * What has come into a tenant's tables within the last minute, by the database's clock.
 *
 * @param answers rows of the last minute; 0 leaves all times at the epoch
 * @param insertedAt when the newest row was inserted
 * @param ingestedAt when Kafka had the newest answer
 * @param scoredAt when the newest score was made
 */
public record ArrivedLately(
    long answers, Instant insertedAt, Instant ingestedAt, Instant scoredAt) {

  private static final String ASK = Resources.text("statements/arrived_lately.sql");

  /**
   * Asks for one tenant; safe for many threads, as the client is.
   *
   * @throws com.clickhouse.client.api.ClickHouseException if ClickHouse does not answer
   */
  public static ArrivedLately ask(Client client, String tenant) {
    var row =
        client
            .queryAll(
                ASK,
                Map.<String, Object>of("tenant", Insights.escaped(tenant)),
                new QuerySettings())
            .get(0);
    return new ArrivedLately(
        row.getLong("answers"),
        Instant.ofEpochMilli(row.getLong("last_inserted")),
        Instant.ofEpochMilli(row.getLong("last_ingested")),
        Instant.ofEpochMilli(row.getLong("last_scored")));
  }

  /** Whether there are rows that were not there at an earlier look: old ones only fall out. */
  public boolean hasMoreThan(ArrivedLately earlier) {
    return answers > earlier.answers || insertedAt.isAfter(earlier.insertedAt);
  }
}
