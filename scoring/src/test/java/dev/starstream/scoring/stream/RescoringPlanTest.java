package dev.starstream.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RescoringPlanTest {

  private static final TopicPartition ZERO = new TopicPartition("answers.scored", 0);
  private static final TopicPartition ONE = new TopicPartition("answers.scored", 1);
  private static final TopicPartition ADDED_LATER = new TopicPartition("answers.scored", 2);
  private static final Instant EARLY = Instant.parse("2026-10-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-11-01T00:00:00Z");

  @Test
  void nothingDone_beginsAtTheTimeAskedFor() {
    // When
    var plan = plan(LATE, Map.of(), Map.of());

    // Then
    assertThat(plan.position(ZERO, Optional.empty())).isEqualTo(200);
    assertThat(plan.position(ADDED_LATER, Optional.empty())).isZero();
  }

  @Test
  void committedOffset_isWhereItGoesOn() {
    // Given
    var done = plan(EARLY, Map.of(), Map.of()).done(150);

    // When
    var plan = plan(EARLY, Map.of(ZERO, done), Map.of());

    // Then
    assertThat(plan.position(ZERO, Optional.of(done))).isEqualTo(150);
  }

  @Test
  void laterStart_keepsTheOneThatIsUnderWay() {
    // Given
    var done = plan(EARLY, Map.of(), Map.of()).done(150);

    // When
    var plan = plan(LATE, Map.of(ZERO, done), Map.of());

    // Then: partition 1, which nobody has begun, would else lack what lies between
    assertThat(plan.from()).isEqualTo(EARLY);
    assertThat(plan.position(ONE, Optional.empty())).isEqualTo(101);
  }

  @Test
  void earlierStart_isRefused() {
    // Given
    var done = plan(LATE, Map.of(), Map.of()).done(250);

    // When, Then
    assertThatThrownBy(() -> plan(EARLY, Map.of(ZERO, done), Map.of()))
        .isInstanceOf(RescoringRefusedException.class)
        .hasMessage(
            "version 3 was rescored from 2026-11-01T00:00:00Z; an earlier start,"
                + " 2026-10-01T00:00:00Z, would count answers twice"
                + " (expected: 2026-11-01T00:00:00Z or later)");
  }

  @Test
  void begunLaterBySomebodyElseMeanwhile_isRefused() {
    // Given
    var theirs = plan(LATE, Map.of(), Map.of()).done(250);
    var ours = plan(EARLY, Map.of(), Map.of());

    // When, Then
    assertThatThrownBy(() -> ours.position(ZERO, Optional.of(theirs)))
        .isInstanceOf(RescoringRefusedException.class);
  }

  @Test
  void offsetsForgotten_tracesTellWhereItGoesOn() {
    // Given
    var trace = plan(EARLY, Map.of(), Map.of()).trace(0, 149);

    // When
    var plan = plan(LATE, Map.of(), Map.of(ZERO, trace));

    // Then
    assertThat(plan.from()).isEqualTo(EARLY);
    assertThat(plan.position(ZERO, Optional.empty())).isEqualTo(150);
    assertThat(plan.position(ONE, Optional.empty())).isEqualTo(101);
  }

  @Test
  void offsetsForgotten_anEarlierStartIsRefusedAllTheSame() {
    // Given
    var trace = plan(LATE, Map.of(), Map.of()).trace(0, 249);

    // When, Then
    assertThatThrownBy(() -> plan(EARLY, Map.of(), Map.of(ZERO, trace)))
        .isInstanceOf(RescoringRefusedException.class);
  }

  @Test
  void offsetSetByHand_isObeyed() {
    // Given
    var byHand = new OffsetAndMetadata(7);

    // When
    var plan = plan(EARLY, Map.of(ZERO, byHand), Map.of());

    // Then
    assertThat(plan.position(ZERO, Optional.of(byHand))).isEqualTo(7);
  }

  @Test
  void trace_isReadAsItWasWritten() {
    // Given
    var trace = plan(EARLY, Map.of(), Map.of()).trace(3, 149);
    var headers = new RecordHeaders();

    // When
    trace.write(headers);

    // Then
    assertThat(RescoringTrace.read(headers)).contains(trace);
    assertThat(RescoringTrace.read(new RecordHeaders())).isEmpty();
    assertThat(
            RescoringTrace.read(new RecordHeaders().add(RescoringTrace.HEADER, new byte[] {7, 32})))
        .isEmpty();
  }

  /** Partition 0 has its first record of EARLY at 100 and of LATE at 200; partition 1 one later. */
  private static RescoringPlan plan(
      Instant asked,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, RescoringTrace> traces) {
    return RescoringPlan.of(
        "3",
        "topic-id",
        asked,
        committed,
        traces,
        time -> time.equals(EARLY) ? Map.of(ZERO, 100L, ONE, 101L) : Map.of(ZERO, 200L, ONE, 201L));
  }
}
