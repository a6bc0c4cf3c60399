package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @TempDir Path folder;

  @Test
  void defaults_areWhole() {
    var settings = Settings.load(Optional.empty(), Map.of(), Map.of());

    assertThat(settings.tenant()).isEqualTo("dev");
    assertThat(settings.http().port()).isEqualTo(8080);
    assertThat(settings.scoring().commitInterval()).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.recentCritiquesBytes()).isEqualTo(64L << 20);
    assertThat(settings.maxCritiqueStreams()).isEqualTo(2000);
    assertThat(settings.sink().batches().maxRows()).isEqualTo(50_000);
    assertThat(settings.kafka()).containsEntry("bootstrap.servers", "127.0.0.1:9092");
  }

  @Test
  void everyKey_canBeSetByItsVariable() {
    var shown = Settings.load(Optional.empty(), Map.of(), Map.of()).shown();
    var environment = new java.util.HashMap<String, String>();
    shown.forEach(
        (key, value) ->
            environment.put(Settings.variable(key), value.equals("***") ? "secret" : value));

    assertThat(Settings.load(Optional.empty(), environment, Map.of()).shown()).isEqualTo(shown);
  }

  @Test
  void flag_winsOverEnvironment_whichWinsOverFile_whichWinsOverDefault() throws IOException {
    var file = file("tenant = from-file, http.port = 1, clickhouse.user = from-file");
    var environment = Map.of("STARSTREAM_TENANT", "from-environment", "STARSTREAM_HTTP_PORT", "2");

    var settings = Settings.load(Optional.of(file), environment, Map.of("tenant", "from-flag"));

    assertThat(settings.tenant()).isEqualTo("from-flag");
    assertThat(settings.http().port()).isEqualTo(2);
    assertThat(settings.clickHouse().user()).isEqualTo("from-file");
    assertThat(settings.clickHouse().database()).isEqualTo("starstream");
  }

  @Test
  void kafkaProperties_keepTheirDottedNames() throws IOException {
    var file = file("kafka.properties { \"security.protocol\" = SASL_SSL }");
    var environment = Map.of("STARSTREAM_REGISTRY_PROPERTIES", "a.b=1, c=x=y");

    var settings = Settings.load(Optional.of(file), environment, Map.of());

    assertThat(settings.kafka()).containsEntry("security.protocol", "SASL_SSL");
    assertThat(settings.registry()).containsEntry("a.b", "1").containsEntry("c", "x=y");
  }

  @Test
  void allMistakes_showAtOnce() throws IOException {
    var file =
        file(
            "tenant = \"No Tenant\", scoring.threads = many, sink.max-batch-rows = 0,"
                + " erasure.sweep-interval = 0s");
    var environment = Map.of("STARSTREAM_KAFKA_BOOTSTRAP", "x", "STARSTREAM_HTTP_PORT", "99999");

    assertThatThrownBy(
            () ->
                Settings.load(Optional.of(file), environment, Map.of("clickhouse.url", "ftp://x")))
        .isInstanceOf(Settings.InvalidSettingsException.class)
        .hasMessageContaining("'No Tenant' (expected: 1 to 64")
        .hasMessageContaining("scoring.threads")
        .hasMessageContaining("maxRows")
        .hasMessageContaining("STARSTREAM_KAFKA_BOOTSTRAP: no such setting")
        .hasMessageContaining("port: 99999 (expected: 0 to 65535)")
        .hasMessageContaining("expected: http://host:port")
        .hasMessageContaining("sweep-interval: PT0S (expected: more than 0)");
  }

  @Test
  void unknownKeyInFile_isRefusedWithItsLine() throws IOException {
    var file = file("tenant = dev\nkafka.bootstrap = x\n");

    assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
        .hasMessageContaining("2: kafka.bootstrap: no such setting");
  }

  @Test
  void scoringAndSinkInOneGroup_isRefused() {
    assertThatThrownBy(
            () ->
                Settings.load(
                    Optional.empty(), Map.of(), Map.of("sink.group-id", "starstream-scoring")))
        .hasMessageContaining("sink.group-id: is also scoring.application-id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
  void withoutKeys_onlyThisMachineMayCall(String host) {
    var open =
        Settings.load(Optional.empty(), Map.of(), Map.of("http.host", host, "http.auth", "off"));

    assertThat(open.http().auth()).isEqualTo(Settings.Auth.OFF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no.such.host.invalid"})
  void withoutKeys_anAddressThatOthersReachIsRefused(String host) {
    assertThatThrownBy(
            () ->
                Settings.load(
                    Optional.empty(), Map.of(), Map.of("http.host", host, "http.auth", "off")))
        .hasMessageContaining("http: auth: off while host is " + host)
        .hasMessageContaining("expected: keys, or a loopback address");
  }

  @Test
  void keys_areAskedForUnlessSaidOtherwise() {
    var settings = Settings.load(Optional.empty(), Map.of(), Map.of("http.host", "0.0.0.0"));

    assertThat(settings.http().auth()).isEqualTo(Settings.Auth.KEYS);
    assertThat(settings.http().tls()).isEmpty();
    assertThatThrownBy(() -> Settings.load(Optional.empty(), Map.of(), Map.of("http.auth", "none")))
        .hasMessageContaining("auth: 'none' (expected: keys or off)");
  }

  @Test
  void halfOfTlsAndNegativeRates_areRefused() {
    assertThatThrownBy(
            () ->
                Settings.load(
                    Optional.empty(), Map.of(), Map.of("http.tls.certificate", "cert.pem")))
        .hasMessageContaining("expected: both or neither");
    assertThatThrownBy(
            () ->
                Settings.load(Optional.empty(), Map.of(), Map.of("http.answers-per-second", "-1")))
        .hasMessageContaining("answers-per-second: -1 (expected: 0 to 1000000000");
  }

  @Test
  void verification_canBeSwitchedOffButNotLookAtNothing() {
    var off = Settings.load(Optional.empty(), Map.of(), Map.of("verify.interval", "0"));

    assertThat(off.verify().interval()).isZero();
    assertThatThrownBy(
            () -> Settings.load(Optional.empty(), Map.of(), Map.of("verify.window", "0s")))
        .hasMessageContaining("verify: window: PT0S (expected: more than 0)");
  }

  @Test
  void missingFile_isNamed() {
    var file = folder.resolve("none.conf");

    assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
        .hasMessageContaining("none.conf: cannot be read");
  }

  @Test
  void secrets_areMasked() throws IOException {
    var file =
        file(
            """
            clickhouse.password = hush
            kafka.properties {
              "sasl.jaas.config" = "x.PlainLoginModule required username=\\"u\\" password=\\"hush\\";"
              ssl.truststore.password = hush
              "ssl.keystore.password" = hush
              "ssl.keystore.key" = hush
              "ssl.key.password" = hush
              "sasl.oauthbearer.assertion.private.key.passphrase" = hush
            }
            registry.properties {
              "basic.auth.user.info" = "u:hush"
              "bearer.auth.token" = hush
              "bearer.auth.client.secret" = hush
            }
            """);
    var environment =
        Map.of(
            "STARSTREAM_REGISTRY_PROPERTIES", "schema.registry.ssl.truststore.password=hush,a=b");

    var settings = Settings.load(Optional.of(file), environment, Map.of());

    assertThat(settings.shown().toString()).doesNotContain("hush");
    assertThat(settings.shown())
        .containsEntry("kafka.properties.sasl.jaas.config", "***")
        .containsEntry("registry.properties.schema.registry.ssl.truststore.password", "***")
        .containsEntry("registry.properties.a", "b");
    assertThat(settings.clickHouse().password()).isEqualTo("hush");
  }

  @Test
  void passwordInTheRegistrysAddress_isRefusedAndNotRepeated() {
    var flags = Map.of("registry.url", "https://u:hush@registry:8081");

    assertThatThrownBy(() -> Settings.load(Optional.empty(), Map.of(), flags))
        .hasMessageContaining("registry: url: holds a user or a password")
        .hasMessageNotContaining("hush");
  }

  @Test
  void mapEntry_isOverriddenHoweverItsDotsAreWritten() throws IOException {
    var quoted = file("kafka.properties { \"sasl.mechanism\" = PLAIN, \"client.id\" = me }");
    var flags = Map.of("kafka.properties.sasl.mechanism", "SCRAM-SHA-512");

    assertThat(Settings.load(Optional.of(quoted), Map.of(), flags).kafka())
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("client.id", "me");

    var path = file("kafka.properties.sasl.mechanism = PLAIN");
    var environment = Map.of("STARSTREAM_KAFKA_PROPERTIES", "sasl.mechanism=SCRAM-SHA-512");

    assertThat(Settings.load(Optional.of(path), environment, Map.of()).kafka())
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
  }

  @Test
  void registrysName_isCheckedUnlessSwitchedOff() {
    var name = "schema.registry.ssl.endpoint.identification.algorithm";

    assertThat(Settings.load(Optional.empty(), Map.of(), Map.of()).registry())
        .containsEntry(name, "https");
    assertThat(
            Settings.load(Optional.empty(), Map.of(), Map.of("registry.properties." + name, "none"))
                .registry())
        .containsEntry(name, "none");
  }

  /** What the page shows is what a reader copies. */
  @Test
  void exampleOfSecurityPage_isAllSettings() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "SECURITY.md"));
    var example = page.split("```hocon\n", 2)[1].split("```", 2)[0];

    var settings = Settings.load(Optional.of(file(example)), Map.of(), Map.of());

    assertThat(settings.kafka())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsKeys("sasl.jaas.config", "ssl.truststore.location");
    assertThat(settings.registry())
        .containsEntry("basic.auth.credentials.source", "USER_INFO")
        .containsKeys("basic.auth.user.info", "schema.registry.ssl.truststore.location");
    assertThat(settings.shown().toString()).doesNotContain("change-me");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("starstream.conf"), text);
  }
}
