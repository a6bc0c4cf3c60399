package dev.starstream.schemas;

import static dev.starstream.schemas.Submissions.NOW;
import static dev.starstream.schemas.Submissions.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.Level;
import dev.starstream.events.Modality;
import java.util.UUID;
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
