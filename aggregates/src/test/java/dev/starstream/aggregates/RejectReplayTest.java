package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.RejectReplay.Fate;
import dev.starstream.schemas.RecordOrigin;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class RejectReplayTest {

  private static final Instant AT = Instant.parse("2026-11-21T08:30:00.123Z");
  private static final Optional<byte[]> PAYLOAD = Optional.of(new byte[] {0, (byte) 0xff});
  private static final String SUBMITTED = "answers.submitted";

  @Test
  void replayedRecord_isTheOriginalMarkedWithItsOrigin() {
    // Given
    var headers =
        List.<Header>of(
            new RecordHeader("trace", new byte[] {1, (byte) 0x80}),
            new RecordHeader("trace", (byte[]) null),
            new RecordHeader("starstream-origin", "answers.scored 9 9 9".getBytes(UTF_8)));

    // When
    var replayed = RejectReplay.original(rejected("invalid", SUBMITTED, AT, PAYLOAD, headers), 4);

    // Then
    assertThat(replayed.topic()).isEqualTo(SUBMITTED);
    assertThat(replayed.partition()).isEqualTo(2);
    assertThat(replayed.timestamp()).isEqualTo(AT.toEpochMilli());
    assertThat(replayed.key()).isEqualTo("acme/candidate".getBytes(UTF_8));
    assertThat(replayed.value()).isEqualTo(PAYLOAD.get());
    assertThat(replayed.headers().toArray())
        .extracting(header -> header.key() + " " + Arrays.toString(header.value()))
        .startsWith("trace [1, -128]", "trace null")
        .hasSize(3);
    assertThat(RecordOrigin.read(replayed.headers()))
        .contains(new RecordOrigin(SUBMITTED, 2, 17, AT));
  }

  @Test
  void topicWithFewerPartitions_leavesThePartitionToTheKey() {
    assertThat(
            RejectReplay.original(rejected("invalid", SUBMITTED, AT, PAYLOAD, List.of()), 2)
                .partition())
        .isNull();
  }

  @Test
  void recordWithoutTimestamp_getsNone() {
    // Given
    var without = Instant.ofEpochMilli(-1);

    // When
    var replayed =
        RejectReplay.original(rejected("invalid", SUBMITTED, without, PAYLOAD, List.of()), 4);

    // Then
    assertThat(replayed.timestamp()).isNull();
    assertThat(RecordOrigin.read(replayed.headers()).orElseThrow().recordedAt()).isEqualTo(without);
  }

  @Test
  void onlyRecordsOfOurTopicsWithBytes_areReplayed() {
    assertThat(fate("invalid", SUBMITTED, PAYLOAD)).isEqualTo(Fate.REPLAYED);
    assertThat(fate("not_insertable", "answers.scored", PAYLOAD)).isEqualTo(Fate.REPLAYED);
    assertThat(fate("not_insertable", "answers.rescored", PAYLOAD)).isEqualTo(Fate.REPLAYED);
    assertThat(fate("undecodable", "answers.rejected", PAYLOAD)).isEqualTo(Fate.REPLAYED);
    assertThat(fate("invalid", SUBMITTED, Optional.empty())).isEqualTo(Fate.WITHOUT_BYTES);
    assertThat(fate("erased", SUBMITTED, PAYLOAD)).isEqualTo(Fate.ERASED);
    assertThat(fate("invalid", "__consumer_offsets", PAYLOAD)).isEqualTo(Fate.OTHER_TOPIC);
  }

  private static Fate fate(String reason, String topic, Optional<byte[]> payload) {
    return RejectReplay.fate(rejected(reason, topic, AT, payload, List.of()));
  }

  private static RejectedRecord rejected(
      String reason,
      String topic,
      Instant recordedAt,
      Optional<byte[]> payload,
      List<Header> headers) {
    return new RejectedRecord(
        new UUID(0, 1),
        AT,
        "scoring",
        reason,
        "acme",
        "event-1",
        new RecordOrigin(topic, 2, 17, recordedAt),
        "what is wrong",
        List.of(),
        Optional.of("acme/candidate".getBytes(UTF_8)),
        payload,
        headers);
  }
}
