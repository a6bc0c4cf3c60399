package dev.starstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.EOFException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class AccessRefusalTest {

  @Test
  void wrongPassword_isARefusalOfKafka() {
    var failure =
        new KafkaException("poll", new SaslAuthenticationException("invalid credentials"));

    assertThat(AccessRefusal.in(failure).orElseThrow().message())
        .isEqualTo(
            "no access to Kafka: invalid credentials (expected: credentials and a truststore in"
                + " kafka.properties that fit)");
  }

  @Test
  void untrustedCertificate_isARefusalOfWhomeverItIsOf() {
    var kafka = new SslAuthenticationException("SSL handshake failed", untrusted());
    var registry = new SerializationException("Error retrieving Avro schema", untrusted());

    assertThat(AccessRefusal.in(kafka))
        .contains(
            new AccessRefusal(
                AccessRefusal.Server.KAFKA, "SSL handshake failed: no valid certification path"));
    assertThat(AccessRefusal.in(registry))
        .contains(
            new AccessRefusal(
                AccessRefusal.Server.REGISTRY,
                "PKIX path building failed: no valid certification path"));
  }

  /** The registry's serializer throws exceptions of Kafka's. */
  @Test
  void wrongPasswordOfTheRegistry_isNotTakenForKafkas() {
    var unauthorized = new RestClientException("Unauthorized", 401, 50005);

    assertThat(AccessRefusal.in(new AuthenticationException("no schema", unauthorized)))
        .contains(new AccessRefusal(AccessRefusal.Server.REGISTRY, "HTTP 401"));
  }

  @Test
  void missingRight_isARefusal() {
    assertThat(AccessRefusal.in(new TopicAuthorizationException("Not authorized"))).isPresent();
    assertThat(AccessRefusal.in(new RestClientException("Forbidden", 403, 403))).isPresent();
  }

  @Test
  void outageAndBadData_areNoRefusals() {
    var cutOff =
        new SSLHandshakeException("Remote host terminated the handshake")
            .initCause(new EOFException());

    assertThat(AccessRefusal.in(cutOff)).isEmpty();
    assertThat(AccessRefusal.in(new TimeoutException("no leader"))).isEmpty();
    assertThat(AccessRefusal.in(new RestClientException("", 503, 503))).isEmpty();
    assertThat(AccessRefusal.in(new SerializationException("x", new ConnectException()))).isEmpty();
  }

  /** A record is not thrown away because the registry did not let us look at its schema. */
  @Test
  void refusalOfTheRegistry_rejectsNoRecord() {
    assertThat(AvroSerdes.isOutage(new SerializationException("", untrusted()))).isTrue();
    assertThat(
            AvroSerdes.isOutage(
                new SerializationException("", new RestClientException("Unauthorized", 401, 401))))
        .isTrue();
  }

  private static Throwable untrusted() {
    return new SSLHandshakeException("PKIX path building failed")
        .initCause(new CertPathBuilderException("no valid certification path"));
  }
}
