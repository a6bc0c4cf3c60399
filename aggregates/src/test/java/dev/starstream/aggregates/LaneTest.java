package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.Lane.Plan;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class LaneTest {

  private static final SinkConfig CONFIG =
      SinkConfig.of(
              Map.of("bootstrap.servers", "127.0.0.1:9092"),
              Map.of("schema.registry.url", "http://127.0.0.1:8081"),
              new ClickHouseConfig(
                  URI.create("http://127.0.0.1:8123"), "default", "", "starstream"))
          .withBatches(3, 1 << 16, Duration.ofSeconds(1));
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Lane lane = new Lane(new TopicPartition("answers.scored", 0));

  @Test
  void plan_isAsManyRowsAsOneInsertTakes() {
    adopt(0, Optional.empty());
    add(100, 0, 1, 4, 5);
    assertThat(lane.nextPlan(CONFIG)).isEqualTo(new Plan(0, 4, false));
  }

  @Test
  void plan_isAsManyBytesAsOneInsertTakesButAtLeastOneRow() {
    adopt(0, Optional.empty());
    add(40_000, 0, 1);
    assertThat(lane.nextPlan(CONFIG)).isEqualTo(new Plan(0, 0, false));
  }

  @Test
  void plan_spansNoMoreThanTheTablesCanTell() {
    adopt(0, Optional.empty());
    add(100, 7, 7 + Lane.MAX_SPAN);
    assertThat(lane.nextPlan(CONFIG)).isEqualTo(new Plan(7, 7, false));
  }

  @Test
  void recoveredPlan_isKeptWhateverTheLimits() {
    adopt(10, Optional.of(new Plan(10, 14, true)));
    add(100, 10, 11, 12, 13);
    assertThat(lane.due(CONFIG, 0, 14, true, SECOND)).isFalse();
    add(100, 14, 15);
    assertThat(lane.due(CONFIG, 0, 16, false, SECOND)).isTrue();
    assertThat(lane.nextPlan(CONFIG)).isEqualTo(new Plan(10, 14, true));
    assertThat(lane.plannedRecords())
        .extracting(ConsumerRecord::offset)
        .containsExactly(10L, 11L, 12L, 13L, 14L);
  }

  @Test
  void recoveredPlanThatEndsInControlRecords_isDueByPosition() {
    adopt(10, Optional.of(new Plan(10, 14, true)));
    add(100, 10, 11);
    assertThat(lane.due(CONFIG, 0, 15, false, SECOND)).isTrue();
  }

  @Test
  void fewRows_waitForOthersAndThenGo() {
    adopt(0, Optional.empty());
    add(100, 0);
    assertThat(lane.due(CONFIG, Duration.ofMillis(999).toNanos(), 0, false, SECOND)).isFalse();
    assertThat(lane.due(CONFIG, Duration.ofSeconds(1).toNanos(), 0, false, SECOND)).isTrue();
    assertThat(lane.due(CONFIG, Duration.ofSeconds(1).toNanos(), 0, false, SECOND.multipliedBy(5)))
        .isFalse();
    assertThat(lane.due(CONFIG, Duration.ofSeconds(5).toNanos(), 0, false, SECOND.multipliedBy(5)))
        .isTrue();
    assertThat(lane.due(CONFIG, 0, 0, true, SECOND)).isTrue();
  }

  @Test
  void fullLane_goesAtOnce() {
    adopt(0, Optional.empty());
    add(100, 0, 1, 2);
    assertThat(lane.full(CONFIG)).isTrue();
    assertThat(lane.due(CONFIG, 0, 0, false, SECOND)).isTrue();
  }

  @Test
  void finishedPlan_leavesWhatCameAfter() {
    adopt(0, Optional.empty());
    add(100, 0, 1, 2, 3);
    lane.planned(lane.nextPlan(CONFIG));
    lane.finishPlan();
    assertThat(lane.plan()).isEmpty();
    assertThat(lane.nextPlan(CONFIG)).isEqualTo(new Plan(3, 3, false));
    assertThat(lane.bytes()).isEqualTo(164);
  }

  @Test
  void offsetsThatGoBack_areNotTaken() {
    adopt(5, Optional.empty());
    add(100, 5, 6);
    assertThat(lane.add(kafkaRecord(100, 6), 0)).isFalse();
    assertThat(lane.add(kafkaRecord(100, 0), 0)).isFalse();
  }

  private void adopt(long offset, Optional<Plan> plan) {
    lane.adopt(Uuid.randomUuid(), offset, -1, plan);
  }

  private void add(int size, long... offsets) {
    for (var offset : offsets) {
      assertThat(lane.add(kafkaRecord(size, offset), 0)).isTrue();
    }
  }

  private static ConsumerRecord<byte[], byte[]> kafkaRecord(int size, long offset) {
    return new ConsumerRecord<>(
        "answers.scored",
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        -1,
        size,
        null,
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }
}
