package dev.starstream.schemas;

import static dev.starstream.schemas.Submissions.NOW;
import static dev.starstream.schemas.Submissions.valid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.Level;
import dev.starstream.events.Modality;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class IdentityTest {

  @Test
  void answerId_isPinnedForEver() {
    // Stored answers carry it: another value here would score every repeated event once more.
    assertThat(AnswerIds.of("dev", "/tests", "event-1"))
        .isEqualTo(UUID.fromString("02769776-7f7c-5f3f-a042-6d0ff6b7d4ff"));
    assertThat(AnswerIds.of("dev", "/tests", "event-1").version()).isEqualTo(5);
  }

  @Test
  void answerId_tellsTenantSourceAndEventApart() {
    assertThat(AnswerIds.of("a", "b", "c"))
        .isNotEqualTo(AnswerIds.of("a", "bc", ""))
        .isNotEqualTo(AnswerIds.of("ab", "", "c"));
  }

  @Test
  void homePartition_isWhereKafkasDefaultPartitionerPutsTheIdAsKey() {
    // Erasures ask to forget an id under it as key, and leave the partition to that partitioner.
    for (var number = 0; number < 1000; number++) {
      var id = AnswerIds.of("dev", "/tests", "event-" + number);
      assertThat(AnswerIds.homePartition(id, 7))
          .isEqualTo(BuiltInPartitioner.partitionForKey(ForgetAnswer.key(id), 7));
    }
  }

  @Test
  void homePartitioner_looksAtTheAnswerAndNotAtTheKey() {
    try (var partitioner = new HomePartitioner()) {
      var answer = valid().build();
      var home = AnswerIds.homePartition(AnswerIds.of("dev", "/tests", "event-1"), 7);

      for (var key : List.of("one", "another")) {
        assertThat(partitioner.partition("t", key, key.getBytes(UTF_8), answer, null, topic(7)))
            .isEqualTo(home);
      }
      assertThatThrownBy(() -> partitioner.partition("t", "k", null, "text", null, topic(7)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a value of java.lang.String (expected: AnswerSubmitted)");
    }
  }

  private static Cluster topic(int partitions) {
    var node = new Node(1, "localhost", 9092);
    var nodes = new Node[] {node};
    return new Cluster(
        "cluster",
        List.of(node),
        IntStream.range(0, partitions)
            .mapToObj(number -> new PartitionInfo("t", number, node, nodes, nodes))
            .toList(),
        Set.of(),
        Set.of());
  }

  @Test
  void candidateKey_isTheBeginningOfAHashOfTenantAndReference() {
    // printf 'dev\0candidate-1' | sha256sum | head -c 16
    assertThat(CandidateKey.hex(CandidateKey.of("dev", "candidate-1")))
        .isEqualTo("bfd9209666389e2d");
    assertThat(CandidateKey.of("dev", "candidate-1"))
        .isNotEqualTo(CandidateKey.of("other", "candidate-1"));
  }

  @Test
  void recordOrigin_survivesTheHeaders() {
    var origin = new RecordOrigin("answers.submitted", 3, 42, Instant.ofEpochMilli(-1));
    var headers = new RecordHeaders();
    origin.write(headers);
    origin.write(headers);

    assertThat(RecordOrigin.read(headers)).contains(origin);
    assertThat(headers).hasSize(1).allMatch(header -> RecordOrigin.isInternal(header.key()));
  }

  @Test
  void recordOrigin_thatCannotBeReadIsNone() {
    for (var value : List.of("", "a b c d", "t 1 2", "t 1 -2 3", "t 1 2 99999999999999999999")) {
      var headers = new RecordHeaders().add("starstream-origin", value.getBytes(UTF_8));
      assertThat(RecordOrigin.read(headers)).as(value).isEmpty();
    }
    assertThat(RecordOrigin.read(new RecordHeaders().add("starstream-origin", null))).isEmpty();
  }

  @Test
  void contentHash_ignoresIdAndTimeOfTheSubmission() {
    var again =
        valid().setEventId("event-2").setSubmittedAt(NOW.plusSeconds(9)).setUtcOffsetMinutes(60);

    assertThat(ContentHash.of(again.build())).isEqualTo(ContentHash.of(valid().build()));
  }

  @Test
  void contentHash_seesEveryOtherField() {
    var hash = ContentHash.of(valid().build());

    assertThat(ContentHash.of(valid().setText("Other.").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setCandidateRef("x").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setCohort("x").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setQuestionId(null).build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setQuestionText("x").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setCompany("x").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setRole("x").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setAttemptNo(2).build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setLanguage("de").build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setDurationMs(1L).build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setModality(Modality.TRANSCRIPT).build())).isNotEqualTo(hash);
    assertThat(ContentHash.of(valid().setLevel(Level.STAFF).build())).isNotEqualTo(hash);
  }

  @Test
  void contentHash_keepsNeighbouringFieldsApart() {
    var one = valid().setCompany("ab").setRole("c").build();
    var other = valid().setCompany("a").setRole("bc").build();

    assertThat(ContentHash.of(one)).isNotEqualTo(ContentHash.of(other));
  }
}
