package dev.starstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void everyField_isWrittenUnderTheServersName() throws IOException {
    var answer =
        Answer.builder()
            .id("1")
            .source("app")
            .candidateRef("c")
            .cohort("spring")
            .questionId("q")
            .question("What did you fix?")
            .company("Amazon")
            .role("engineer")
            .level(Answer.Level.SENIOR)
            .attemptNo(2)
            .language("en-GB")
            .modality(Answer.Modality.TRANSCRIPT)
            .text("I fixed \"it\" \u2013 \uD83D\uDE00\nat once.")
            .duration(Duration.ofSeconds(90))
            .submittedAt(OffsetDateTime.parse("2026-03-14T09:26:00+01:00"))
            .build();

    var json = JSON.readTree(Wire.encode(answer));

    assertThat(json)
        .isEqualTo(
            JSON.readTree(
                """
                {"id": "1", "source": "app", "candidateRef": "c", "cohort": "spring",
                 "questionId": "q", "question": "What did you fix?", "company": "Amazon",
                 "role": "engineer", "level": "senior", "attemptNo": 2, "language": "en-GB",
                 "modality": "transcript", "text": "I fixed \\"it\\" \u2013 \uD83D\uDE00\\nat once.",
                 "durationMs": 90000, "submittedAt": "2026-03-14T09:26:00+01:00"}
                """));
  }

  @Test
  void answerIsOneLine_whateverItsTextHolds() {
    var answer = Answer.builder().candidateRef("c").text("a\r\nb\nc\u2028d").build();

    assertThat(Wire.encode(answer)).doesNotContain('\n').doesNotContain('\r');
  }

  @Test
  void answerWithoutId_getsOneThatItKeeps() {
    var answer = Answer.builder().candidateRef("c").text("t").build();

    assertThat(UUID.fromString(answer.id())).isNotNull();
    assertThat(Answer.builder().candidateRef("c").text("t").build().id()).isNotEqualTo(answer.id());
  }

  @Test
  void missingField_isNamed() {
    var noText = Answer.builder().candidateRef("c");
    var noCandidate = Answer.builder().text("t");
    var blank = Answer.builder().candidateRef("c").text("\n ");

    assertThatIllegalArgumentException().isThrownBy(noText::build).withMessageContaining("text");
    assertThatIllegalArgumentException()
        .isThrownBy(noCandidate::build)
        .withMessageContaining("candidateRef");
    assertThatIllegalArgumentException().isThrownBy(blank::build).withMessageContaining("is blank");
  }

  @Test
  void halfASurrogatePair_isRefusedRatherThanChanged() {
    var half = Answer.builder().candidateRef("c").text("secret \uD83D");

    assertThatIllegalArgumentException()
        .isThrownBy(half::build)
        .withMessageContaining("surrogate")
        .withMessageNotContaining("secret");
  }

  @Test
  void toString_hasNeitherTextNorCandidate() {
    var answer = Answer.builder().id("7").candidateRef("anna").text("hidden").build();

    assertThat(answer.toString()).isEqualTo("Answer[id=7]");
  }
}
