package dev.starstream.devstack.cohort;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads the YAML files of the cohort; an unknown field is an error. */
final class CohortFiles {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  static <T> T read(String file, TypeReference<T> type) {
    try (var in = CohortFiles.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("cohort: no file " + file);
      }
      return YAML.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException("cohort: " + file + ": " + e.getMessage(), e);
    }
  }

  private CohortFiles() {}
}
