package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.app.Starstream;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code starstream import} as a process of its own, on a real Kafka and a real registry. */
class ImportIT {

  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final int RECORDS = 12_000;
  private static final int BROKEN_EVERY = 3_000;

  private final Stack stack = SharedStack.get();
  private final String tenant = "import-" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir private Path folder;

  @Test
  void killedAndResumed_losesAndDoublesNothing() throws Exception {
    // Given: records without ids
    var file = folder.resolve("answers.jsonl");
    Files.write(file, lines());
    var checkpoint = folder.resolve("answers.jsonl.import-checkpoint");
    var rejects = folder.resolve("rejects.ndjson");
    var command =
        List.of("import", "--resume", "--json", "--rejects", rejects.toString(), file.toString());

    // When
    var killed = start(command);
    while (killed.isAlive() && !Files.exists(checkpoint)) {
      Thread.sleep(1);
    }
    killed.destroyForcibly().waitFor();
    assertThat(checkpoint).as("it was killed before its end").exists();
    var resumed = start(command);
    var printed = new String(resumed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // Then
    assertThat(resumed.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(resumed.exitValue()).isEqualTo(Starstream.SOME_REJECTED);
    var counts = JsonMapper.builder().build().readTree(printed);
    assertThat(counts.get("read").asInt()).isEqualTo(RECORDS);
    assertThat(counts.get("refused").asInt()).isEqualTo(RECORDS / BROKEN_EVERY);
    assertThat(Files.readAllLines(rejects)).hasSize(RECORDS / BROKEN_EVERY);
    assertThat(checkpoint).doesNotExist();
    assertThat(published()).isEqualTo(expected());
  }

  @Test
  void onATerminal_progressIsDrawnOnStderr_andNoColorIsHonoured() throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "needs script(1), which gives a terminal");
    // Given
    var file = Files.write(folder.resolve("answers.jsonl"), lines());
    var out = folder.resolve("out.txt");

    // When: standard output is a file, the rest is the terminal's
    var seen =
        onTerminal(command(List.of("import", "--dry-run", file.toString())) + " > " + out, "");
    var coloured = onTerminal(command(List.of("import", "--help")), "");
    var plain = onTerminal(command(List.of("import", "--help")), "1");

    // Then
    assertThat(seen).contains("import", "\r", "line 1 (import-", "/level");
    assertThat(Files.readAllLines(out))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith(RECORDS + " read: "));
    assertThat(coloured).contains("\u001B[");
    assertThat(plain).contains("Examples:").doesNotContain("\u001B");
  }

  /** What a terminal shows of a command. */
  private static String onTerminal(String command, String noColor) throws Exception {
    var builder = new ProcessBuilder(SCRIPT.toString(), "-qec", command, "/dev/null");
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    if (!noColor.isEmpty()) {
      builder.environment().put("NO_COLOR", noColor);
    }
    var process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String command(List<String> words) {
    return String.join(" ", call(words));
  }

  private static List<String> lines() {
    var lines = new ArrayList<String>();
    for (int i = 0; i < RECORDS; i++) {
      lines.add(
          "{\"candidateRef\":\"c%d\",\"level\":\"%s\",\"text\":\"I measured step %d.\"}"
              .formatted(i % 7, i % BROKEN_EVERY == 0 ? "boss" : "mid", i));
    }
    return lines;
  }

  private static Set<String> expected() {
    var expected = new TreeSet<String>();
    for (int i = 0; i < RECORDS; i++) {
      if (i % BROKEN_EVERY != 0) {
        expected.add("I measured step " + i + ".");
      }
    }
    return expected;
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(call(command)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private List<String> call(List<String> command) {
    var call =
        new ArrayList<>(
            List.of(
                ChildJvm.javaHome().resolve("bin").resolve("java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ChildJvm.ownClassPath(),
                Starstream.class.getName(),
                "--set",
                "tenant=" + tenant,
                "--set",
                "kafka.bootstrap-servers=" + stack.kafkaBootstrap(),
                "--set",
                "registry.url=" + stack.registryUrl()));
    call.addAll(command);
    return call;
  }

  /** The texts of this test's tenant, each of them under one id only. */
  private Set<String> published() {
    var serdes = AvroSerdes.of(Map.of("schema.registry.url", stack.registryUrl()));
    var ids = new HashSet<String>();
    var texts = new ArrayList<String>();
    try (var values = serdes.answerSubmitted();
        var consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.ANSWERS_SUBMITTED.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (var polled : consumer.poll(Duration.ofMillis(200))) {
          if (polled.key() != null && polled.key().startsWith(tenant + "/")) {
            var answer = values.deserializer().deserialize(polled.topic(), polled.value());
            if (ids.add(answer.getEventId())) {
              texts.add(answer.getText());
            }
          }
        }
      }
    }
    assertThat(texts).doesNotHaveDuplicates();
    return new TreeSet<>(texts);
  }
}
