package dev.starstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import example.PublishExample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example that users copy is the one that is compiled and run here. */
class ExampleTest {

  private static final Path EXAMPLE = Path.of("src/test/java/example/PublishExample.java");
  private static final Path PACKAGE =
      Path.of("src/main/java/dev/starstream/client/package-info.java");
  private static final Path README = Path.of("../../docs/clients/java/README.md");

  @Test
  void example_publishesAndPrintsTheCritique() {
    var out = new ByteArrayOutputStream();
    var before = System.out;
    try (var server = new ScriptedServer()) {
      server.script(
          call ->
              call.headers().containsKey("prefer")
                  ? scored(call.ids().get(0))
                  : ScriptedServer.accept(call));
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      PublishExample.main(new String[] {server.uri().toString(), "key"});
    } finally {
      System.setOut(before);
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactlyInAnyOrder("practice-4711 is stored", "You say what you did.");
  }

  private static ScriptedServer.Reply scored(String id) {
    var answerId = ScriptedServer.answerId(id);
    return new ScriptedServer.Reply.Whole(
        200,
        """
        {"items": [{"index": 0, "id": "%s", "answerId": "%s", "status": "accepted", "scorecard":
          {"answerId": "%s", "overall": 0.5, "critique": {"headline": "You say what you did."}}}]}
        """
            .formatted(id, answerId, answerId),
        Map.of());
  }

  @Test
  void exampleInTheReadme_isTheOneThatRuns() throws IOException {
    assertThat(Files.readString(README)).contains("```java\n" + example() + "```\n");
  }

  @Test
  void exampleInTheJavadoc_isTheOneThatRuns() throws IOException {
    var javadoc =
        Files.readString(PACKAGE)
            .lines()
            .map(line -> line.replaceFirst("^ \\* ?", ""))
            .collect(Collectors.joining("\n"));

    assertThat(javadoc).contains("<pre>{@code\n" + example() + "}</pre>");
  }

  /** Without its package. */
  private static String example() throws IOException {
    var source = Files.readString(EXAMPLE);
    return source.substring(source.indexOf("import "));
  }
}
