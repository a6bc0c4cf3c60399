package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.data.ClickHouseFormat;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/** Sends a block to ClickHouse: one request, one block of rows there, one part, all or nothing. */
final class Inserter {

  private final Client client;
  private final SinkConfig config;
  private final SinkGuarantee.Tokens tokens;

  Inserter(Client client, SinkConfig config, SinkGuarantee.Tokens tokens) {
    this.client = client;
    this.config = config;
    this.tokens = tokens;
  }

  /**
   * Inserts, and returns when ClickHouse has written the rows and fed the views, or has dropped
   * them because it had the same token before.
   *
   * @throws RuntimeException see {@link Failures#kind}; the rows may be written all the same
   */
  void insert(Block block, UUID topicId, int partition) {
    var settings = new InsertSettings();
    DeduplicationCheck.INSERT_SETTINGS.forEach(settings::serverSetting);
    tokens
        .of(config, block, topicId, partition)
        .ifPresentOrElse(
            settings::setDeduplicationToken,
            () -> settings.serverSetting("insert_deduplicate", "0"));
    settings
        // Answer only when all is done: a late error must not come after a 200.
        .serverSetting("wait_end_of_query", "1")
        // One block, whatever the server's profile says.
        .serverSetting("max_insert_block_size", "1048576")
        .serverSetting("min_insert_block_size_rows", "1048576")
        .serverSetting("min_insert_block_size_bytes", "1073741824");
    try (var response =
        client
            .insert(
                block.table(),
                block.columns().stream().map(Column::name).toList(),
                block::writeTo,
                ClickHouseFormat.Native,
                settings)
            .get()) {
      response.getQueryId();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new SinkException("insert into " + block.table() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SinkException("interrupted while inserting into " + block.table(), e);
    }
  }
}
