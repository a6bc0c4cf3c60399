package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.Header;
import dev.starstream.events.Problem;
import dev.starstream.events.RejectReason;
import dev.starstream.events.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rows as bytes, read back by the types of the DDL. {@code -Dgolden.write} rewrites the files. */
final class RowMappingTest {

  private static final Path GOLDEN = Path.of("src/test/resources/dev/starstream/aggregates/rows");

  private static final Origin ORIGIN =
      new Origin(UUID.fromString("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"), 3, 9_000_000_000L);

  @Test
  void answerWithEveryField_isARowOfScores() throws IOException {
    assertGolden("answer_scores_full", new AnswerScoreRow(), Scored.read(Scored.full().build()));
  }

  @Test
  void answerWithLeastFields_isARowOfScores() throws IOException {
    assertGolden("answer_scores_bare", new AnswerScoreRow(), Scored.read(Scored.bare()));
  }

  @Test
  void answerWithEveryField_isARowOfTexts() throws IOException {
    assertGolden("answer_texts_full", new AnswerTextRow(), Scored.read(Scored.full().build()));
  }

  @Test
  void answerWithLeastFields_isARowOfTexts() throws IOException {
    assertGolden("answer_texts_bare", new AnswerTextRow(), Scored.read(Scored.bare()));
  }

  @Test
  void rejectWithEveryField_isARow() throws IOException {
    assertGolden("rejected_answers_full", new RejectedAnswerRow(), reject().build());
  }

  @Test
  void undecodableReject_isARow() throws IOException {
    assertGolden(
        "rejected_answers_bare",
        new RejectedAnswerRow(),
        reject()
            .setReason(RejectReason.UNDECODABLE)
            .setProblems(List.of())
            .setTenantId(null)
            .setEventId(null)
            .setCandidateRef(null)
            .setKey(null)
            .setPayload(ByteBuffer.wrap(new byte[] {0, -1, 10}))
            .setHeaders(List.of())
            .setRecordedAt(Instant.ofEpochMilli(-1))
            .setRejectedAt(Instant.EPOCH)
            .build());
  }

  @Test
  void lastHourOfTheMonth_goesToTheMonthOfUtc() {
    assertThat(new AnswerScoreRow().partition(Scored.read(Scored.full().build())))
        .isEqualTo(202610);
    assertThat(new AnswerTextRow().partition(Scored.read(Scored.full().build())))
        .isEqualTo((int) java.time.LocalDate.of(2026, 11, 1).toEpochDay());
  }

  @Test
  void valueBeyondItsColumn_isRefusedByName() {
    var tooOften =
        Scored.full().setAnswer(Scored.fullAnswer().setAttemptNo(70_000).build()).build();
    assertRefused(tooOften, "attempt_no: 70000 (expected: 0 to 65535)");
    var tooLong = Scored.full().setAnswer(Scored.fullAnswer().setDurationMs(-1L).build()).build();
    assertRefused(tooLong, "duration_ms: -1 (expected: 0 to 4294967295)");
    var tooEarly =
        Scored.full().setAnswer(Scored.fullAnswer().setSubmittedAt(Instant.EPOCH).build()).build();
    assertRefused(tooEarly, "submitted_at: 1970-01-01T00:00:00Z (expected: 2000-01-01T00:00:00Z");
  }

  private static void assertRefused(dev.starstream.events.AnswerScored scored, String message) {
    var mapping = new AnswerScoreRow();
    assertThatThrownBy(
            () -> mapping.write(Scored.read(scored), ORIGIN, new RowBuffer(mapping.columns())))
        .isInstanceOf(RowRefusedException.class)
        .hasMessageStartingWith(message);
  }

  private static <T> void assertGolden(String name, RowMapping<T> mapping, T event)
      throws IOException {
    // When
    var builder =
        new Block.Builder(mapping.table(), mapping.columns(), 0, new RowBuffer(mapping.columns()));
    mapping.write(event, ORIGIN, builder.buffer());
    builder.endRow(ORIGIN.offset());
    var out = new ByteArrayOutputStream();
    builder.build().writeTo(out);
    // Then
    var text =
        NativeText.rows(
                out.toByteArray(),
                mapping.columns().stream().map(Column::name).toList(),
                TableColumns.of(mapping.table()))
            .get(0);
    var golden = GOLDEN.resolve(name + ".txt");
    if (System.getProperty("golden.write") != null) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  private static AnswerRejected.Builder reject() {
    return AnswerRejected.newBuilder()
        .setRejectId(UUID.fromString("00000000-0000-5000-8000-000000000001"))
        .setStage(Stage.SCORING)
        .setReason(RejectReason.INVALID)
        .setDetail("2 rules are broken")
        .setProblems(List.of(new Problem("text", "blank"), new Problem("attempt_no", "0")))
        .setTenantId("dev")
        .setEventId("event-1")
        .setCandidateRef("candidate-1")
        .setTopic("answers.submitted")
        .setPartition(1)
        .setOffset(42)
        .setRecordedAt(Instant.parse("2026-11-01T00:00:00Z"))
        .setRejectedAt(Instant.parse("2026-11-01T00:00:00.007Z"))
        .setKey(ByteBuffer.wrap("dev/candidate-1".getBytes(UTF_8)))
        .setPayload(ByteBuffer.wrap("payload".getBytes(UTF_8)))
        .setHeaders(
            List.of(
                new Header("trace", ByteBuffer.wrap("1".getBytes(UTF_8))),
                new Header("empty", null)));
  }
}
