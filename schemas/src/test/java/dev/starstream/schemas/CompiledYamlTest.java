package dev.starstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledYamlTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("catalogue")
  void everyFileOfTheCatalogue_isShippedInACompiledFormThatSaysTheSame(String name)
      throws IOException {
    // Given
    byte[] yaml = resource(QuestionCatalogue.class, name);
    Files.write(directory.resolve(name), yaml);

    // When
    CompiledYaml.main(new String[] {directory.toString()});

    // Then
    assertThat(resource(QuestionCatalogue.class, name + ".json"))
        .isEqualTo(Files.readAllBytes(directory.resolve(name + ".json")));
    assertThat(CompiledYaml.read(QuestionCatalogue.class, name))
        .isEqualTo(CompiledYaml.parse(yaml));
  }

  @Test
  void yamlChangedSinceItWasCompiled_isReadItself() throws IOException {
    // When
    JsonNode read = CompiledYaml.read(CompiledYamlTest.class, "changed_since_compiled.yaml");

    // Then
    assertThat(read.path("said_by").asText()).isEqualTo("yaml");
  }

  @Test
  void keyTwiceInOneMap_isRefused() throws IOException {
    // Given
    Files.writeString(directory.resolve("twice.yaml"), "a: 1\na: 2\n");

    // Then
    assertThatThrownBy(() -> CompiledYaml.main(new String[] {directory.toString()}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Duplicate field 'a'");
  }

  static Stream<String> catalogue() throws IOException {
    var index = CompiledYaml.read(QuestionCatalogue.class, "index.yaml");
    return Stream.concat(
        Stream.of("index.yaml", "companies.yaml"),
        index.path("categories").valueStream().map(category -> category.path("file").asText()));
  }

  private static byte[] resource(Class<?> beside, String name) throws IOException {
    try (var in = beside.getResourceAsStream(name)) {
      assertThat(in).as("%s (expected: written by the build)", name).isNotNull();
      return in.readAllBytes();
    }
  }
}
