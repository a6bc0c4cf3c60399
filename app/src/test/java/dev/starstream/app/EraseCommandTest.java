package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.ErasureReceipt;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EraseCommandTest {

  private static final ErasureReceipt RECEIPT =
      new ErasureReceipt(
          UUID.fromString("cd64386a-811d-5ccf-ae20-12d7a11aa427"),
          "dev",
          "0f3a5d7788c1e2b4",
          Instant.parse("2026-11-21T10:00:00Z"),
          4,
          3,
          2,
          1,
          Optional.of(Instant.parse("2026-12-28T10:00:00Z")));

  @Test
  void receipt_saysWhatWentAndUntilWhenKafkaKeepsTheRest() {
    assertThat(EraseCommand.text(RECEIPT))
        .isEqualTo(
            """
            erasure        cd64386a-811d-5ccf-ae20-12d7a11aa427
            tenant         dev
            candidate key  0f3a5d7788c1e2b4
            erased at      2026-11-21T10:00:00Z
            removed        4 scored answers, 3 texts; 2 rejects lost their bytes and ids
            forgotten      1 answer ids in the scoring stage
            from now on    answers of this candidate are refused
            Kafka          drops the last answer by itself by 2026-12-28T10:00:00Z""");
  }

  @Test
  void eraseWithoutCandidate_isAWrongCall() {
    assertThat(Starstream.commandLine().execute("erase")).isEqualTo(Starstream.WRONG_CALL);
    assertThat(Starstream.commandLine().execute("erase", "--candidate", " "))
        .isEqualTo(Starstream.WRONG_CALL);
  }
}
