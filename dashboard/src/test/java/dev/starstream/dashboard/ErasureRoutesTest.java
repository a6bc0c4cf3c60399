package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a caller is told when a candidate cannot be erased; the rest needs real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErasureRoutesTest {

  private TestServer server;

  @BeforeAll
  void start() {
    server = new TestServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void kafkaAway_isATimeToRetryAndNotRepeatedToTheCaller() {
    var reply = server.delete("/v1/candidates/somebody-known");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:starstream:problem:unavailable");
    assertThat(reply.text()).contains("Kafka").doesNotContain("somebody-known");
  }

  @Test
  void referenceThatNoAnswerCouldHave_isRefused() {
    var tooLong = server.delete("/v1/candidates/" + "x".repeat(201));
    var blank = server.delete("/v1/candidates/%20");

    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.json().path("detail").asText())
        .isEqualTo("the reference has 201 characters (expected: 1 to 200, not blank)");
    assertThat(blank.status()).isEqualTo(400);
  }

  @Test
  void otherMethods_eraseNothing() {
    assertThat(server.get("/v1/candidates/somebody").status()).isEqualTo(404);
  }
}
