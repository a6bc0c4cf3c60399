package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SinkConfigTest {

  private static final ClickHouseConfig CLICK_HOUSE =
      new ClickHouseConfig(URI.create("http://127.0.0.1:8123"), "default", "secret", "starstream");

  private static final SinkConfig CONFIG =
      SinkConfig.of(
          Map.of("bootstrap.servers", "127.0.0.1:9092", "sasl.jaas.config", "secret"),
          Map.of("schema.registry.url", "http://127.0.0.1:8081"),
          CLICK_HOUSE);

  @Test
  void records_waitForOneToFiveFlushIntervals() {
    var second = Duration.ofSeconds(1);
    var batches = new SinkConfig.Batches(1000, 1 << 20, second);

    assertThat(batches.patience(false, Duration.ZERO)).isEqualTo(second);
    assertThat(batches.patience(false, Duration.ofMillis(300))).isEqualTo(second);
    assertThat(batches.patience(false, second)).isEqualTo(Duration.ofSeconds(3));
    assertThat(batches.patience(false, Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(5));
    assertThat(batches.patience(true, Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void secrets_areNotInTheText() {
    assertThat(CONFIG.toString()).doesNotContain("secret").contains("127.0.0.1:9092");
    assertThat(CLICK_HOUSE.toString()).doesNotContain("secret").contains("http://127.0.0.1:8123");
  }

  @Test
  void insertTimeoutNearThePollInterval_isRefused() {
    assertThatThrownBy(
            () ->
                new SinkConfig.Patience(
                    Duration.ofMinutes(4),
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sink insertTimeout: PT4M (expected: more than 0, at most half of PT2M)");
  }

  @Test
  void moreRowsThanOneBlockTakes_isRefused() {
    assertThatThrownBy(() -> CONFIG.withBatches(50_001, 1 << 20, Duration.ofSeconds(1)))
        .hasMessage("sink maxRows: 50001 (expected: 1 to 50,000)");
  }

  @Test
  void addressWithMoreThanHostAndPort_isRefusedWithoutItsPassword() {
    assertThatThrownBy(
            () ->
                new ClickHouseConfig(
                    URI.create("http://me:secret@host/"), "default", "", "starstream"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: http://host:port")
        .hasMessageNotContaining("secret");
  }

  @Test
  void databaseThatNeedsQuotes_isRefused() {
    assertThatThrownBy(() -> CLICK_HOUSE.withDatabase("a`b"))
        .hasMessageContaining("clickhouse database: 'a`b'");
  }
}
