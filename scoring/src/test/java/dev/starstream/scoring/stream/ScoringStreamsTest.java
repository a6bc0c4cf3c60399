package dev.starstream.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ScoringStreamsTest {

  @Test
  void transactionThatTheBrokerSeesDifferently_isTakenUpAnew() {
    for (var cause :
        new RuntimeException[] {
          new InvalidTxnStateException("commit"), new TransactionAbortedException("commit")
        }) {
      var failure = new StreamsException("while committing", cause);

      assertThat(ScoringStreams.isTransactionTrouble(failure)).isTrue();
      assertThat(ScoringStreams.isOutage(failure)).isFalse();
    }
  }

  @Test
  void otherTrouble_isNone() {
    assertThat(
            ScoringStreams.isTransactionTrouble(
                new StreamsException("while sending", new RecordTooLargeException("4 MB"))))
        .isFalse();
    assertThat(ScoringStreams.isOutage(new StreamsException(new TimeoutException("slow"))))
        .isTrue();
  }
}
