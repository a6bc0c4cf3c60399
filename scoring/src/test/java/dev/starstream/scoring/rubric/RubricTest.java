package dev.starstream.scoring.rubric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RubricTest {
  @Test
  void shippedFiles_areAccepted() {
    // When
    Rubric rubric = Rubric.load();

    // Then
    assertThat(rubric.mistakes()).hasSize(GeneralMistake.values().length);
    assertThat(rubric.version()).isEqualTo("3");
  }

  @Test
  void everyProblemOfAllFiles_isNamedWithFilePathAndExpectation() {
    // Given
    RubricReader.Files files =
        changed(
            Map.of(
                "rubric.yaml",
                file -> {
                  ((ObjectNode) file.get("pass_mark")).put("junior", 7);
                  file.put("colour", "blue");
                },
                "mistakes.yaml",
                file -> {
                  ArrayNode rules = (ArrayNode) file.get("mistakes");
                  ((ObjectNode) rules.get(0)).put("severity", "terrible");
                  ((ObjectNode) rules.get(1)).remove("hits");
                  ((ObjectNode) rules.get(2).get("hits").get(0)).put("evidence", "not in it");
                },
                "parts.yaml",
                file ->
                    ((ArrayNode) file.get("cues").get("setting").get("phrases"))
                        .add("Last  Year")));

    // When
    // Then
    assertThatThrownBy(() -> RubricReader.read(files))
        .isInstanceOf(InvalidRubricException.class)
        .hasMessageContaining("rubric.yaml/pass_mark/junior: 7 (expected: 0 to 1)")
        .hasMessageContaining("rubric.yaml/colour: unknown key")
        .hasMessageContaining(
            "mistakes.yaml/mistakes/no_situation/severity: \"terrible\""
                + " (expected: one of critical, major, minor)")
        .hasMessageContaining("mistakes.yaml/mistakes/no_action/hits: missing (expected: a list)")
        .hasMessageContaining("no_result/hits/0/evidence: not in it (expected: a part of the text)")
        .hasMessageContaining(
            "parts.yaml/cues/setting/phrases: 'Last  Year' (expected: lower-case");
  }

  @Test
  void missingFile_isNamed() {
    // Given
    RubricReader.Files files =
        name -> {
          if (name.equals("words.yaml")) {
            throw new IOException("no such file");
          }
          return RubricReader.resource(name);
        };

    // When
    // Then
    assertThatThrownBy(() -> RubricReader.read(files))
        .isInstanceOf(InvalidRubricException.class)
        .hasMessageContaining("words.yaml: no such file (expected: a YAML file)");
  }

  @Test
  void missingMistake_isNamed() {
    // Given
    RubricReader.Files files =
        changed(Map.of("mistakes.yaml", file -> ((ArrayNode) file.get("mistakes")).remove(0)));

    // When
    // Then
    assertThatThrownBy(() -> RubricReader.read(files))
        .hasMessageContaining(
            "mistakes.yaml/mistakes: no no_situation"
                + " (expected: a rule for each general mistake)");
  }

  @Test
  void everyFile_isShippedInACompiledFormThatSaysTheSame() throws Exception {
    // Given
    Path directory = Path.of(RubricReader.class.getResource("rubric.yaml").toURI()).getParent();
    try (var files = Files.newDirectoryStream(directory, "*.yaml")) {
      for (Path file : files) {
        String name = file.getFileName().toString();

        // When
        JsonNode read = RubricReader.resource(name);

        // Then
        assertThat(read).as(name).isEqualTo(new YAMLMapper().readTree(Files.readAllBytes(file)));
        assertThat(directory.resolve(name + ".json")).isNotEmptyFile();
      }
    }
  }

  private static RubricReader.Files changed(Map<String, Consumer<ObjectNode>> changes) {
    return name -> {
      JsonNode file = RubricReader.resource(name);
      changes.getOrDefault(name, same -> {}).accept((ObjectNode) file);
      return file;
    };
  }
}
