package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.Lane.Plan;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

final class ReconciliationTest {

  private static final Uuid TOPIC = Uuid.randomUuid();
  private static final int GENERATION = 1;

  @Test
  void committed_goesOnThere() {
    var start = start(note(100, OptionalLong.empty()), 99, 0);
    assertThat(start.offset()).isEqualTo(100);
    assertThat(start.plan()).isEmpty();
  }

  @Test
  void plannedAndNotCommitted_repeatsThatRange() {
    var start = start(note(100, OptionalLong.of(149)), -1, 0);
    assertThat(start.offset()).isEqualTo(100);
    assertThat(start.plan()).contains(new Plan(100, 149, true));
  }

  @Test
  void plannedInAnotherGeneration_plansAnew() {
    var committed =
        new OffsetAndMetadata(100, new OffsetNote(TOPIC, 2, OptionalLong.of(149)).metadata());
    assertThat(start(Optional.of(committed), 99, 0).plan()).isEmpty();
  }

  @Test
  void topicMadeAgain_beginsAtItsBeginning() {
    var committed =
        new OffsetAndMetadata(
            100, new OffsetNote(Uuid.randomUuid(), GENERATION, OptionalLong.of(149)).metadata());
    var start = start(Optional.of(committed), -1, 0);
    assertThat(start.offset()).isZero();
    assertThat(start.plan()).isEmpty();
  }

  @Test
  void nothingCommittedNothingStored_beginsAtTheBeginning() {
    assertThat(start(Optional.empty(), -1, 3).offset()).isEqualTo(3);
  }

  @Test
  void nothingCommittedButRowsStored_beginsWhereARangeMayBeIncomplete() {
    assertThat(start(Optional.empty(), 1_000_000, 3).offset()).isEqualTo(1_000_001 - Lane.MAX_SPAN);
    assertThat(start(Optional.empty(), 10, 3).offset()).isEqualTo(3);
  }

  @Test
  void offsetSetByHand_isObeyed() {
    var start = start(Optional.of(new OffsetAndMetadata(7, "")), 99, 0);
    assertThat(start.offset()).isEqualTo(7);
    assertThat(start.plan()).isEmpty();
  }

  @Test
  void planThatKafkaHasPartlyDeleted_beginsAtTheBeginningWithoutIt() {
    var start = start(note(100, OptionalLong.of(149)), 149, 120);
    assertThat(start.offset()).isEqualTo(120);
    assertThat(start.plan()).isEmpty();
  }

  @Test
  void note_survivesItsTextForm() {
    var note = new OffsetNote(TOPIC, 3, OptionalLong.of(7));
    assertThat(OffsetNote.parse(note.metadata())).contains(note);
    var done = new OffsetNote(TOPIC, 3, OptionalLong.empty());
    assertThat(OffsetNote.parse(done.metadata())).contains(done);
    assertThat(OffsetNote.parse("")).isEmpty();
    assertThat(OffsetNote.parse("somebody else's")).isEmpty();
  }

  private static Optional<OffsetAndMetadata> note(long offset, OptionalLong last) {
    return Optional.of(
        new OffsetAndMetadata(offset, new OffsetNote(TOPIC, GENERATION, last).metadata()));
  }

  private static Reconciliation.Start start(
      Optional<OffsetAndMetadata> committed, long stored, long beginning) {
    return Reconciliation.start(committed, TOPIC, GENERATION, stored, beginning);
  }
}
