package dev.starstream.devstack.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * One archive that is fetched, and no other with its name.
 *
 * @param version shown to people
 * @param coordinates what the registry's client calls it
 * @param sha512 of the archive, Base64
 * @param bytes size of the archive
 * @param unpackedBytes size of its contents, rounded up
 */
record Pin(String version, String coordinates, String sha512, long bytes, long unpackedBytes) {
  private static final Properties PINS = load();

  Pin {
    if (bytes <= 0 || unpackedBytes <= 0) {
      throw new IllegalArgumentException(
          "bytes: " + bytes + ", " + unpackedBytes + " (expected: above 0)");
    }
  }

  /** The pin of {@code registry} or {@code clickhouse}. */
  static Pin of(String name, String coordinatesKey) {
    return new Pin(
        property(name, "version"),
        property(name, coordinatesKey),
        property(name, "sha512"),
        Long.parseLong(property(name, "bytes")),
        Long.parseLong(property(name, "unpacked-bytes")));
  }

  private static String property(String name, String key) {
    String value = PINS.getProperty(name + "." + key);
    if (value == null) {
      throw new IllegalStateException("distributions.properties: no " + name + "." + key);
    }
    return value;
  }

  private static Properties load() {
    var properties = new Properties();
    try (var in = Pin.class.getResourceAsStream("distributions.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
