package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.AnswerScored;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

/** What the fields become is in {@link RowMappingTest}. */
final class ScoredRecordTest {

  /** If this fails the schema has changed: {@link ScoredRecord#read} must follow it. */
  @Test
  void schemaIsTheOneThatIsRead() {
    assertThat(ScoredRecord.FINGERPRINT)
        .isEqualTo(SchemaNormalization.parsingFingerprint64(AnswerScored.getClassSchema()));
  }

  @Test
  void nextRecord_hasNothingOfTheOneBefore() {
    var fields = Scored.read(Scored.full().build());
    assertThat(fields.metrics).hasSize(2);
    assertThat(fields.submission().eventId()).isEqualTo("event-1");
    fields.read(Scored.encoded(Scored.bare()));
    assertThat(fields.metrics).isEmpty();
    assertThat(fields.notes).isEmpty();
    assertThat(fields.cohort).hasToString("");
    assertThat(fields.hasDuration).isFalse();
    assertThat(fields.hasCompanyFocus).isFalse();
    assertThat(fields.submission().candidateRef()).isEqualTo("candidate-2");
    assertThat(fields.id()).isEqualTo(UUID.fromString("01234567-89ab-5def-8123-456789abcdef"));
  }

  @Test
  void bytesCutShort_areRefusedWhereverTheyEnd() {
    var whole = Scored.encoded(Scored.full().build()).array();
    var fields = new ScoredRecord();
    for (var length = 0; length < whole.length; length++) {
      var cut = ByteBuffer.wrap(whole, 0, length);
      assertThatThrownBy(() -> fields.read(cut)).isInstanceOf(RuntimeException.class);
    }
    assertThatCode(() -> fields.read(ByteBuffer.wrap(whole))).doesNotThrowAnyException();
  }

  @Test
  void changedBytes_areReadOrRefused() {
    var random = new Random(7);
    var whole = Scored.encoded(Scored.full().build()).array();
    var fields = new ScoredRecord();
    var refused = 0;
    for (var round = 0; round < 50_000; round++) {
      var changed = whole.clone();
      for (var change = random.nextInt(4); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        fields.read(ByteBuffer.wrap(changed));
      } catch (RuntimeException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 49_999);
    fields.read(ByteBuffer.wrap(whole));
    assertThat(fields.submission().eventId()).isEqualTo("event-1");
  }
}
