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

class SettingsTest {

  @TempDir Path folder;

  @Test
  void defaults_areWhole() {
    var settings = Settings.load(Optional.empty(), Map.of(), Map.of());

    assertThat(settings.tenant()).isEqualTo("dev");
    assertThat(settings.http().port()).isEqualTo(8080);
    assertThat(settings.scoring().commitInterval()).isEqualTo(Duration.ofMillis(50));
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
            "clickhouse.password = hush, kafka.properties { \"sasl.jaas.config\" = hush },"
                + " registry.properties { \"basic.auth.user.info\" = \"u:hush\" }");

    var settings = Settings.load(Optional.of(file), Map.of(), Map.of());

    assertThat(settings.shown().values()).doesNotContain("hush", "u:hush");
    assertThat(settings.clickHouse().password()).isEqualTo("hush");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("starstream.conf"), text);
  }
}
