package dev.starstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Published schema versions are frozen in {@code src/test/resources/versions/<topic>/<n>.avsc}. A
 * changed schema must be compatible with all of them, both ways, and be frozen as the next one:
 * {@code mvn -pl schemas test -Dtest=SchemaVersionsTest -Dschemas.freeze=true}.
 */
class SchemaVersionsTest {

  private static final Path VERSIONS = Path.of("src/test/resources/versions");

  @TestFactory
  Stream<DynamicTest> currentSchema_isTheNewestFrozenVersion() {
    return Topics.ALL.stream()
        .map(
            topic ->
                DynamicTest.dynamicTest(
                    topic.name(),
                    () -> {
                      if (Boolean.getBoolean("schemas.freeze")) {
                        freeze(topic);
                      }
                      var frozen = frozen(topic);
                      assertThat(frozen).isNotEmpty();
                      assertThat(frozen.get(frozen.size() - 1))
                          .as("%s has changed: freeze it as version %s", topic, frozen.size() + 1)
                          .isEqualTo(topic.valueSchema());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> eachVersion_readsEveryOther() {
    return Topics.ALL.stream()
        .map(
            topic ->
                DynamicTest.dynamicTest(
                    topic.name(),
                    () -> {
                      var all = new ArrayList<>(frozen(topic));
                      all.add(topic.valueSchema());
                      for (var reader : all) {
                        for (var writer : all) {
                          assertThat(incompatibilities(reader, writer)).isEmpty();
                        }
                      }
                    }));
  }

  @Test
  void compatibilityCheck_findsAFieldWithoutDefault() {
    var one =
        parse(
            """
            {"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}
            """);
    var two =
        parse(
            """
            {"type": "record", "name": "R", "fields": [
              {"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}
            """);

    assertThat(incompatibilities(two, one)).isNotEmpty();
  }

  @Test
  void everyField_isDocumented() {
    for (var topic : Topics.ALL) {
      assertThat(undocumented(topic.valueSchema())).isEmpty();
    }
  }

  private static List<String> undocumented(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> {
        var missing = new ArrayList<String>();
        if (schema.getDoc() == null) {
          missing.add(schema.getFullName());
        }
        for (var field : schema.getFields()) {
          if (field.doc() == null || field.doc().isBlank()) {
            missing.add(schema.getName() + "." + field.name());
          }
          missing.addAll(undocumented(field.schema()));
        }
        yield missing;
      }
      case ARRAY -> undocumented(schema.getElementType());
      case UNION -> schema.getTypes().stream().flatMap(t -> undocumented(t).stream()).toList();
      case ENUM -> schema.getDoc() == null ? List.of(schema.getFullName()) : List.of();
      default -> List.of();
    };
  }

  private static List<SchemaCompatibility.Incompatibility> incompatibilities(
      Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    return result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE
        ? List.of()
        : result.getIncompatibilities();
  }

  private static void freeze(Topics.Topic topic) throws IOException {
    var frozen = frozen(topic);
    if (frozen.isEmpty() || !frozen.get(frozen.size() - 1).equals(topic.valueSchema())) {
      var file = VERSIONS.resolve(topic.name()).resolve((frozen.size() + 1) + ".avsc");
      Files.createDirectories(file.getParent());
      Files.writeString(
          file, SchemaFormatter.getInstance("json/pretty").format(topic.valueSchema()) + "\n");
    }
  }

  /** Ordered by version. */
  private static List<Schema> frozen(Topics.Topic topic) throws IOException {
    var folder = VERSIONS.resolve(topic.name());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files
          .sorted(Comparator.comparingInt(SchemaVersionsTest::version))
          .map(
              file -> {
                try {
                  return parse(Files.readString(file));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replace(".avsc", ""));
  }

  private static Schema parse(String json) {
    return new SchemaParser().parse(json).mainSchema();
  }
}
