package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.ServerException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {

  @ParameterizedTest
  @CsvSource({
    "252, 500, TOO_MANY_PARTS, RETRYABLE",
    "241, 500, MEMORY_LIMIT_EXCEEDED, RETRYABLE",
    "241, 500, MEMORY_LIMIT_EXCEEDED while pushing to view a.b, RETRYABLE",
    "243, 500, NOT_ENOUGH_SPACE, RETRYABLE",
    "1001, 500, std::exception: No space left on device, RETRYABLE",
    "0, 503, Service Unavailable, RETRYABLE",
    "0, 502, Bad Gateway, RETRYABLE",
    "469, 500, Constraint `x` is violated, ROW",
    "469, 500, Constraint `x` is violated while pushing to view a.b, UNKNOWN",
    "60, 404, UNKNOWN_TABLE, UNKNOWN",
    "81, 404, UNKNOWN_DATABASE, UNKNOWN",
    "16, 404, NO_SUCH_COLUMN_IN_TABLE, UNKNOWN",
    "33, 400, CANNOT_READ_ALL_DATA, UNKNOWN",
    "497, 403, ACCESS_DENIED, UNKNOWN",
    "0, 403, Forbidden, UNKNOWN",
    "0, 500, no code, UNKNOWN",
  })
  void answerOfClickHouse_hasItsKind(int code, int status, String message, FailureKind kind) {
    assertThat(Failures.kind(new ServerException(code, message, status, "query"))).isEqualTo(kind);
  }

  @Test
  void networkTrouble_isAnOutageHoweverDeep() {
    assertThat(Failures.kind(new ConnectionInitiationException("refused")))
        .isEqualTo(FailureKind.RETRYABLE);
    assertThat(
            Failures.kind(
                new RuntimeException(new RuntimeException(new SocketTimeoutException("slow")))))
        .isEqualTo(FailureKind.RETRYABLE);
    assertThat(Failures.kind(new RuntimeException(new IOException("reset"))))
        .isEqualTo(FailureKind.RETRYABLE);
  }

  @Test
  void kafkaTrouble_isAnOutageOnlyIfKafkaSaysSo() {
    assertThat(Failures.kind(new KafkaException(new TimeoutException("slow"))))
        .isEqualTo(FailureKind.RETRYABLE);
    assertThat(Failures.kind(new TopicAuthorizationException("answers.scored")))
        .isEqualTo(FailureKind.UNKNOWN);
  }

  /** What the consumer throws is made by hand here: it has no type of its own. */
  @Test
  void brokerThatHasNotReadItsGroupsYet_isAnOutage() {
    assertThat(
            Failures.kind(
                new KafkaException(
                    "Unexpected error in commit: " + Errors.GROUP_ID_NOT_FOUND.message())))
        .isEqualTo(FailureKind.RETRYABLE);
    assertThat(
            Failures.kind(
                new KafkaException(
                    "Unexpected error in commit: " + Errors.INVALID_COMMIT_OFFSET_SIZE.message())))
        .isEqualTo(FailureKind.UNKNOWN);
  }

  @Test
  void refusedAccess_isNoOutageThoughItsCauseLooksLikeOne() {
    var handshake = new SSLHandshakeException("PKIX path building failed");
    var unauthorized = new RestClientException("Unauthorized", 401, 401);

    assertThat(
            Failures.kind(
                new KafkaException(new SslAuthenticationException("untrusted", handshake))))
        .isEqualTo(FailureKind.UNKNOWN);
    assertThat(Failures.kind(new SerializationException("no schema", unauthorized)))
        .isEqualTo(FailureKind.UNKNOWN);
    assertThat(Failures.kind(new ConnectionInitiationException("ClickHouse's own", handshake)))
        .isEqualTo(FailureKind.RETRYABLE);
  }

  @Test
  void surprise_isUnknown() {
    assertThat(Failures.kind(new IllegalStateException("?"))).isEqualTo(FailureKind.UNKNOWN);
  }

  @Test
  void refusal_namesTheConstraintAndNoValue() {
    var failure =
        new ServerException(
            469,
            "Code: 469. DB::Exception: Constraint `scores_are_shares` for table x is violated at"
                + " row 1. Column values: overall = 1.5",
            500,
            "query");
    assertThat(Failures.refusal(failure))
        .isEqualTo("ClickHouse refuses the row: VIOLATED_CONSTRAINT scores_are_shares");
  }
}
