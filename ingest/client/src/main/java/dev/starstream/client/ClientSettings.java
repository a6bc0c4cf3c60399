package dev.starstream.client;

import dev.starstream.client.StarstreamClient.WhenFull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a client was built with; {@link StarstreamClientBuilder} tells what each value means. */
record ClientSettings(
    URI endpoint,
    Optional<String> apiKey,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration closeTimeout,
    int bufferSize,
    WhenFull whenFull,
    int batchSize,
    Duration linger,
    int parallelRequests,
    int maxAttempts,
    Duration firstPause,
    int gzipAboveBytes,
    boolean dryRun) {

  /** The server takes no more answers in one request. */
  static final int MAX_BATCH = 500;

  /** Nor more bytes, before compression. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  /** The server refuses larger ones; such an answer travels alone, lest it take others with it. */
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  /** Between two attempts, before jitter, unless the server asks for more. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  ClientSettings {
    var scheme = String.valueOf(endpoint.getScheme());
    if ((!scheme.equals("http") && !scheme.equals("https")) || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "endpoint: not an address (expected: such as https://starstream.example:8080)");
    }
    if (endpoint.getQuery() != null
        || endpoint.getFragment() != null
        || endpoint.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "endpoint: has a query, a fragment or a user (expected: scheme, host, port and path)");
    }
    // The JDK would quote an illegal key in its complaint.
    if (apiKey.filter(key -> !key.matches("[!-~]+")).isPresent()) {
      throw new IllegalArgumentException(
          "apiKey: is empty or has blanks or other characters that no key has");
    }
    positive("connectTimeout", connectTimeout);
    positive("requestTimeout", requestTimeout);
    positive("closeTimeout", closeTimeout);
    range("bufferSize", bufferSize, 1, 1_000_000);
    range("batchSize", batchSize, 1, MAX_BATCH);
    if (linger.isNegative() || linger.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("linger: " + linger + " (expected: 0 to 1 minute)");
    }
    range("parallelRequests", parallelRequests, 1, 64);
    range("maxAttempts", maxAttempts, 1, 1000);
    positive("firstPause", firstPause);
    if (firstPause.compareTo(LONGEST_PAUSE) >= 0) {
      throw new IllegalArgumentException(
          "firstPause: " + firstPause + " (expected: less than " + LONGEST_PAUSE + ")");
    }
    range("gzipAboveBytes", gzipAboveBytes, 0, Integer.MAX_VALUE);
  }

  /** An address below the endpoint; a path of the endpoint itself is kept. */
  URI resolve(String path) {
    var base = endpoint.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + path);
  }

  /** Whether the key is readable for whoever is between here and the server. */
  boolean keyIsOpen() {
    return apiKey.isPresent()
        && endpoint.getScheme().equals("http")
        && !List.of("localhost", "127.0.0.1", "[::1]").contains(endpoint.getHost());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ClientSettings[endpoint=" + endpoint + "]";
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
