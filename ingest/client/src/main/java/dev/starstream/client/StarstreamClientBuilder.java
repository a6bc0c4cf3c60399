package dev.starstream.client;

import dev.starstream.client.StarstreamClient.WhenFull;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Collects the settings of a {@link StarstreamClient}. For one thread. */
public final class StarstreamClientBuilder {

  private final URI endpoint;
  private Optional<String> apiKey = Optional.empty();
  private Duration connectTimeout = Duration.ofSeconds(5);
  private Duration requestTimeout = Duration.ofSeconds(30);
  private Duration closeTimeout = Duration.ofSeconds(30);
  private int bufferSize = 10_000;
  private WhenFull whenFull = WhenFull.BLOCK;
  private int batchSize = ClientSettings.MAX_BATCH;
  private Duration linger = Duration.ofMillis(20);
  private int parallelRequests = 4;
  private int maxAttempts = 10;
  private Duration firstPause = Duration.ofMillis(200);
  private int gzipAboveBytes = 4096;
  private boolean dryRun;

  StarstreamClientBuilder(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** A key with the scope {@code ingest}; without one no key is sent. It is never logged. */
  public StarstreamClientBuilder apiKey(String apiKey) {
    this.apiKey = Optional.of(apiKey);
    return this;
  }

  /** How long a connection may take to be made; 5 s unless told. */
  public StarstreamClientBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    return this;
  }

  /**
   * How long one attempt may take, from the request to the last byte of its reply; 30 s unless
   * told. The server itself waits some 10 s for Kafka.
   */
  public StarstreamClientBuilder requestTimeout(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
    return this;
  }

  /** How long {@link StarstreamClient#close} waits for what is under way; 30 s unless told. */
  public StarstreamClientBuilder closeTimeout(Duration closeTimeout) {
    this.closeTimeout = closeTimeout;
    return this;
  }

  /**
   * How many answers may be without receipt at a time, waiting or under way; 10,000 unless told.
   * Each takes its size as JSON.
   */
  public StarstreamClientBuilder bufferSize(int answers) {
    this.bufferSize = answers;
    return this;
  }

  /** What {@link StarstreamClient#publish} does without room; it blocks unless told. */
  public StarstreamClientBuilder whenFull(WhenFull whenFull) {
    this.whenFull = whenFull;
    return this;
  }

  /** How many answers one request carries at most: 1 to 500, and 500 unless told. */
  public StarstreamClientBuilder batchSize(int answers) {
    this.batchSize = answers;
    return this;
  }

  /** How long an answer waits for others to travel with, 0 to 1 minute; 20 ms unless told. */
  public StarstreamClientBuilder linger(Duration linger) {
    this.linger = linger;
    return this;
  }

  /** How many requests are under way at a time, 1 to 64; 4 unless told. */
  public StarstreamClientBuilder parallelRequests(int requests) {
    this.parallelRequests = requests;
    return this;
  }

  /**
   * How often an answer is sent before its future fails with {@link
   * StarstreamException.Unavailable}, 1 to 1,000; 10 unless told. Pauses between attempts double up
   * to 30 s, give or take a quarter; where the server names a pause (Retry-After), that is the
   * least. Ten attempts take about a minute and a half.
   */
  public StarstreamClientBuilder maxAttempts(int attempts) {
    this.maxAttempts = attempts;
    return this;
  }

  /** The pause before the second attempt, less than 30 s; 0.2 s unless told. */
  public StarstreamClientBuilder firstPause(Duration firstPause) {
    this.firstPause = firstPause;
    return this;
  }

  /**
   * Requests of more bytes are compressed; 4,096 unless told. If the server refuses compression,
   * the client notices and goes on without.
   */
  public StarstreamClientBuilder gzipAboveBytes(int bytes) {
    this.gzipAboveBytes = bytes;
    return this;
  }

  /**
   * Publishes nothing: each answer is checked and encoded, and its receipt is {@link
   * Receipt.Status#NOT_SENT}.
   */
  public StarstreamClientBuilder dryRun() {
    this.dryRun = true;
    return this;
  }

  /**
   * Makes the client. It connects when there is something to send.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public StarstreamClient build() {
    return new StarstreamClient(
        new ClientSettings(
            endpoint,
            apiKey,
            connectTimeout,
            requestTimeout,
            closeTimeout,
            bufferSize,
            whenFull,
            batchSize,
            linger,
            parallelRequests,
            maxAttempts,
            firstPause,
            gzipAboveBytes,
            dryRun));
  }
}
