package dev.starstream.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Example answers of our own writing, each named for what it shows. The same file is test data, the
 * demo's seed and the README's tour; each stage's golden output carries the same name.
 */
public final class ExampleAnswers {

  /**
   * @param name file name without extension, such as {@code result_without_number}
   * @param json an item of {@code POST /v1/answers}
   */
  public record Example(String name, String json) {}

  /** All examples, ordered by name. */
  public static List<Example> all() {
    return resource("index.txt")
        .lines()
        .map(name -> new Example(name, resource(name + ".json")))
        .toList();
  }

  /** The example of that name. */
  public static Example named(String name) {
    return new Example(name, resource(name + ".json"));
  }

  private static String resource(String file) {
    try (var in = ExampleAnswers.class.getResourceAsStream("examples/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("example: no file examples/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read examples/" + file, e);
    }
  }

  private ExampleAnswers() {}
}
