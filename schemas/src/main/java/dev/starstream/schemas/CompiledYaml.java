package dev.starstream.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * YAML resources that are read fast: the build writes each one as JSON beside it, because reading
 * YAML was most of what a short command waited for. The JSON holds the checksum of the YAML that it
 * was made from; where that differs, or there is no JSON, the YAML itself is read.
 */
public final class CompiledYaml {
  private static final String COMPILED = ".json";

  /**
   * Reads a YAML resource.
   *
   * @param beside the class in whose package it lies
   * @param name file name, such as {@code rubric.yaml}
   * @throws IOException if there is none, it is no YAML, or a key is in one map twice
   */
  public static JsonNode read(Class<?> beside, String name) throws IOException {
    byte[] yaml = bytes(beside, name);
    if (yaml.length == 0) {
      throw new IOException("no such file");
    }
    // Without the mapper, whose start takes longer than all these files.
    try (JsonParser json = new JsonFactory().createParser(bytes(beside, name + COMPILED))) {
      if (json.nextToken() == JsonToken.START_ARRAY
          && checksum(yaml).equals(json.nextTextValue())) {
        json.nextToken();
        return node(json);
      }
    }
    return parse(yaml);
  }

  /** Compiles every YAML file in these directories; called by the build. */
  public static void main(String[] directories) throws IOException {
    for (String directory : directories) {
      try (var files = Files.newDirectoryStream(Path.of(directory), "*.yaml")) {
        for (Path file : files) {
          byte[] yaml = Files.readAllBytes(file);
          String json = "[\"" + checksum(yaml) + "\",\n" + parse(yaml) + "]\n";
          Files.writeString(file.resolveSibling(file.getFileName() + COMPILED), json);
        }
      }
    }
  }

  /** The same without the compiled form. */
  static JsonNode parse(byte[] yaml) throws IOException {
    return new YAMLMapper()
        .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
        .readTree(yaml);
  }

  /** Empty if there is no such resource. */
  private static byte[] bytes(Class<?> beside, String name) throws IOException {
    try (var in = beside.getResourceAsStream(name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }

  private static String checksum(byte[] yaml) {
    var crc = new CRC32();
    crc.update(yaml);
    return Long.toHexString(crc.getValue());
  }

  private static JsonNode node(JsonParser json) throws IOException {
    var nodes = JsonNodeFactory.instance;
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = nodes.objectNode();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String key = json.currentName();
          json.nextToken();
          object.set(key, node(json));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(node(json));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.textNode(json.getText());
      case VALUE_NUMBER_INT -> {
        long value = json.getLongValue();
        yield value == (int) value ? nodes.numberNode((int) value) : nodes.numberNode(value);
      }
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(json.getDoubleValue());
      case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(json.getBooleanValue());
      case VALUE_NULL -> nodes.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException(json.currentToken() + " (expected: a value)");
    };
  }

  private CompiledYaml() {}
}
