package dev.starstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class PublisherSettingsTest {

  @Test
  void deliveryGuarantee_cannotBeConfiguredAway() {
    // Given
    var settings =
        new PublisherSettings(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "acks", "0",
                "enable.idempotence", "false",
                "security.protocol", "SASL_SSL"),
            Map.of("schema.registry.url", "http://registry:8081"),
            Duration.ofSeconds(10),
            1 << 25);

    // When
    var config = AnswerPublisher.producerConfig(settings);

    // Then
    assertThat(config)
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("delivery.timeout.ms", 10_000);
    assertThat(ProducerConfig.configNames()).containsAll(config.keySet());
  }

  @Test
  void wrongSettings_areNamed() {
    var good = PublisherSettings.of("broker:9092", "http://registry:8081");
    assertThatThrownBy(() -> good.withDeliveryTimeout(Duration.ZERO))
        .hasMessage("deliveryTimeout: PT0S (expected: 100 ms to 2 minutes)");
    assertThatThrownBy(
            () -> new PublisherSettings(Map.of(), good.registry(), Duration.ofSeconds(1), 1 << 25))
        .hasMessageContaining("bootstrap.servers");
    assertThatThrownBy(
            () -> new PublisherSettings(good.kafka(), Map.of(), Duration.ofSeconds(1), 1 << 25))
        .hasMessageContaining("schema.registry.url");
    assertThatThrownBy(
            () -> new PublisherSettings(good.kafka(), good.registry(), Duration.ofSeconds(1), 1000))
        .hasMessageContaining("bufferBytes: 1000");
  }
}
