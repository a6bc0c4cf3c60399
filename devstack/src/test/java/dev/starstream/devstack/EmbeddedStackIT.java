package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only holds for servers that are processes of ours: they end, and their data does not. */
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class EmbeddedStackIT {
  @TempDir Path folder;

  @Test
  @Tag("long")
  void data_outlivesKillsAndRestarts() throws Exception {
    String schemaId;
    List<Long> pids;
    try (var stack = start(StackSpec.keeping(folder))) {
      // Given
      schemaId = write(stack, 1);

      // When
      for (Component component : stack.components()) {
        component.kill();
        assertThat(component.isAlive()).isFalse();
        component.restart();
      }

      // Then
      assertData(stack, schemaId, 1);
      insert(stack, 1);
      assertThat(clickHouse(stack, "SELECT count() FROM d.t")).as("same token").isEqualTo("1\n");

      pids = pids(stack);
    }
    assertThat(pids).hasSize(3).noneMatch(EmbeddedStackIT::isAlive);

    // When
    try (var stack = start(StackSpec.keeping(folder))) {
      // Then
      assertData(stack, schemaId, 1);
      write(stack, 2);
      assertData(stack, schemaId, 2);
    }
  }

  @Test
  void temporaryStack_leavesNeitherProcessesNorFiles() {
    // Given
    var stack = start(StackSpec.temporary());
    var pids = pids(stack);
    Path log = stack.component(Component.Role.KAFKA).logFile().orElseThrow();
    assertThat(log).exists();
    long memory = stack.components().stream().mapToLong(c -> c.memoryBytes().orElseThrow()).sum();

    // When
    stack.close();

    // Then
    assertThat(pids).hasSize(3).noneMatch(EmbeddedStackIT::isAlive);
    assertThat(log.getParent().getParent()).doesNotExist();
    assertThat(memory).as("at rest").isLessThan(1_200L << 20);
  }

  @Test
  void killedParent_takesItsServersAlongAndItsDataCanBeUsedAtOnce() throws Exception {
    // Given
    Process parent =
        new ProcessBuilder(
                ChildJvm.javaHome().resolve("bin").resolve("java").toString(),
                "-cp",
                ChildJvm.ownClassPath(),
                StackInAnotherJvm.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var pids = new ArrayList<Long>();
    var lines =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && pids.isEmpty()) {
      if (line.startsWith("pids ")) {
        Arrays.stream(line.substring(5).split(" ", -1)).map(Long::valueOf).forEach(pids::add);
      } else {
        line = lines.readLine();
      }
    }
    assertThat(pids).hasSize(3).allMatch(EmbeddedStackIT::isAlive);

    // When
    parent.destroyForcibly().waitFor();

    // Then
    try (var stack = start(StackSpec.keeping(folder))) {
      assertThat(pids).noneMatch(EmbeddedStackIT::isAlive);
      assertThat(stack.components()).allMatch(Component::isAlive);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> pids.stream().noneMatch(EmbeddedStackIT::isAlive));
  }

  @Test
  void takenPort_isSaidBeforeAnythingStarts() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var spec = StackSpec.keeping(folder).withPorts(0, taken.getLocalPort(), 0);
      assertThatThrownBy(() -> start(spec))
          .isInstanceOf(StackException.class)
          .hasMessage(
              "port %d is taken: stop what uses it or pass --registry-port", taken.getLocalPort());
      try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
        assertThat(children.filter(child -> commandLine(child).contains(folder.toString())))
            .isEmpty();
      }
    }
  }

  @Test
  void serverThatDoesNotAnswerInTime_isNamedWithItsLogAndTheOthersAreStopped() {
    // Given
    var spec = StackSpec.keeping(folder).withStartTimeout(Duration.ofMillis(300));

    // When, Then
    assertThatThrownBy(() -> start(spec))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("did not answer within")
        .hasMessageContaining(folder.resolve("logs").toString());
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      assertThat(children.filter(child -> commandLine(child).contains(folder.toString())))
          .isEmpty();
    }
  }

  private static Stack start(StackSpec spec) {
    return EmbeddedStack.start(spec, new ClickHouseChoice.Library());
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  /** One record, one schema, one row; returns the schema's id. */
  private static String write(Stack stack, int number) throws Exception {
    if (number == 1) {
      KafkaAndRegistryIT.createTopic(stack.kafkaBootstrap(), "things");
      clickHouse(stack, "CREATE DATABASE d");
      clickHouse(
          stack,
          "CREATE TABLE d.t (n UInt32) ENGINE = MergeTree ORDER BY n"
              + " SETTINGS non_replicated_deduplication_window = 100");
    }
    try (var producer = KafkaAndRegistryIT.producer(stack.kafkaBootstrap(), Map.of())) {
      producer.send(new ProducerRecord<>("things", "k", "thing " + number)).get();
    }
    insert(stack, number);
    return KafkaAndRegistryIT.register(
            stack.registryUrl(), "subject" + number, KafkaAndRegistryIT.record("int"))
        .body();
  }

  private static void insert(Stack stack, int number) throws Exception {
    clickHouse(
        stack,
        "INSERT INTO d.t SETTINGS insert_deduplication_token = 'token%d' VALUES (%d)"
            .formatted(number, number));
  }

  private static void assertData(Stack stack, String schemaId, int count) throws Exception {
    assertThat(KafkaAndRegistryIT.readAll(stack.kafkaBootstrap(), "things", count))
        .hasSize(count)
        .first()
        .isEqualTo("thing 1");
    assertThat(clickHouse(stack, "SELECT count() FROM d.t")).isEqualTo(count + "\n");
    assertThat(
            KafkaAndRegistryIT.register(
                    stack.registryUrl(), "subject1", KafkaAndRegistryIT.record("int"))
                .body())
        .isEqualTo(schemaId);
    assertThat(HttpCalls.get(stack.registryUrl() + "/config").body()).contains("FULL_TRANSITIVE");
  }

  private static String clickHouse(Stack stack, String sql) throws Exception {
    var answer =
        HttpCalls.send(
            HttpRequest.newBuilder(URI.create(stack.clickHouseUrl() + "/"))
                .POST(BodyPublishers.ofString(sql)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static List<Long> pids(Stack stack) {
    return stack.components().stream().map(component -> component.pid().orElseThrow()).toList();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
