package dev.starstream.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.SinkConfig;
import dev.starstream.ingest.PublisherSettings;
import dev.starstream.ingest.RateLimits;
import dev.starstream.ingest.Tls;
import dev.starstream.scoring.stream.ScoringConfig;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * All settings, checked whole: flags over environment over file over {@code defaults.conf}, which
 * names and explains every key.
 */
public final class Settings {

  /** The settings are wrong; the message names every problem. */
  public static final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidSettingsException(List<String> problems) {
      super(
          problems.size() == 1
              ? "the settings are wrong: " + problems.get(0)
              : "the settings are wrong:\n  " + String.join("\n  ", problems));
      this.problems = List.copyOf(problems);
    }

    /** Each mistake. */
    public List<String> problems() {
      return problems;
    }
  }

  /** Who may call the HTTP server. */
  public enum Auth {
    /** Whoever shows an API key. */
    KEYS,
    /** Everybody on this machine. */
    OFF
  }

  /**
   * Where the HTTP server listens, to whom, and how much it takes from each.
   *
   * @param tls empty for HTTP
   */
  public record Http(String host, int port, Auth auth, RateLimits.Rates rates, Optional<Tls> tls) {
    public Http {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
      }
      if (auth == Auth.OFF && !isLoopback(host)) {
        throw new IllegalArgumentException(
            "auth: off while host is "
                + host
                + ", which other machines can reach (expected: keys, or a loopback address such as"
                + " 127.0.0.1)");
      }
    }

    private static boolean isLoopback(String host) {
      try {
        return Arrays.stream(InetAddress.getAllByName(host))
            .allMatch(InetAddress::isLoopbackAddress);
      } catch (UnknownHostException e) {
        return false;
      }
    }
  }

  /** How topics are made that are not there yet. */
  public record NewTopics(int partitions, short replicationFactor) {
    public NewTopics {
      if (partitions < 1) {
        throw new IllegalArgumentException("partitions: " + partitions + " (expected: 1 or more)");
      }
      if (replicationFactor < 1 && replicationFactor != -1) {
        throw new IllegalArgumentException(
            "replication-factor: " + replicationFactor + " (expected: 1 or more, or -1)");
      }
    }
  }

  /**
   * How the sink's process verifies what it has written.
   *
   * @param interval zero for never
   */
  public record Verify(Duration interval, Duration window) {
    public Verify {
      if (interval.isNegative()) {
        throw new IllegalArgumentException("interval: " + interval + " (expected: 0 or more)");
      }
      if (window.isNegative() || window.isZero()) {
        throw new IllegalArgumentException("window: " + window + " (expected: more than 0)");
      }
    }
  }

  private static final String ENVIRONMENT_PREFIX = "STARSTREAM_";

  /** Variables of the launcher and the embedded stack, which are no settings. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "STARSTREAM_CACHE",
          "STARSTREAM_CONFIG",
          "STARSTREAM_HOME",
          "STARSTREAM_JAVA_OPTS",
          "STARSTREAM_LOG_LEVEL",
          "STARSTREAM_STACK");

  private static final Set<String> MAPS = Set.of("kafka.properties", "registry.properties");
  private static final String MASK = "***";

  private final Config config;
  private final String tenant;
  private final Http http;
  private final NewTopics newTopics;
  private final PublisherSettings publisher;
  private final int rememberedAnswers;
  private final long recentCritiquesBytes;
  private final int maxCritiqueStreams;
  private final ScoringConfig scoring;
  private final ClickHouseConfig clickHouse;
  private final SinkConfig sink;
  private final Duration erasureSweepInterval;
  private final Verify verify;

  private Settings(Config config, List<String> problems) {
    this.config = config;
    var reading = new Reading(problems);
    this.tenant = reading.of("tenant", () -> tenant(config.getString("tenant")));
    reading.of("registry", () -> registryUrl(config.getString("registry.url")));
    this.http =
        reading.of(
            "http",
            () ->
                new Http(
                    config.getString("http.host"),
                    config.getInt("http.port"),
                    auth(config.getString("http.auth")),
                    new RateLimits.Rates(
                        config.getLong("http.answers-per-second"),
                        config.getLong("http.requests-per-second")),
                    tls(
                        config.getString("http.tls.certificate"),
                        config.getString("http.tls.private-key"))));
    this.newTopics =
        reading.of(
            "topics",
            () ->
                new NewTopics(
                    config.getInt("topics.partitions"),
                    (short) config.getInt("topics.replication-factor")));
    this.publisher =
        reading.of(
            "ingest",
            () ->
                new PublisherSettings(
                    Map.copyOf(kafka()),
                    Map.copyOf(registry()),
                    config.getDuration("ingest.delivery-timeout"),
                    config.getBytes("ingest.buffer-bytes")));
    this.rememberedAnswers =
        Optional.ofNullable(reading.of("ingest", () -> config.getInt("ingest.remembered-answers")))
            .orElse(0);
    this.recentCritiquesBytes =
        Optional.ofNullable(
                reading.of("ingest", () -> atLeastZero("ingest.recent-critiques-bytes")))
            .orElse(0L);
    this.maxCritiqueStreams =
        Optional.ofNullable(reading.of("ingest", () -> atLeastZero("ingest.max-critique-streams")))
            .map(Math::toIntExact)
            .orElse(0);
    this.scoring =
        reading.of(
            "scoring",
            () ->
                new ScoringConfig(
                    kafka(),
                    registry(),
                    config.getString("scoring.application-id"),
                    Path.of(config.getString("scoring.state-dir")),
                    config.getInt("scoring.threads"),
                    config.getDuration("scoring.commit-interval"),
                    config.getDuration("scoring.duplicate-retention")));
    this.clickHouse =
        reading.of(
            "clickhouse",
            () ->
                new ClickHouseConfig(
                    URI.create(config.getString("clickhouse.url")),
                    config.getString("clickhouse.user"),
                    config.getString("clickhouse.password"),
                    config.getString("clickhouse.database"),
                    config.getBoolean("clickhouse.compression")));
    if (config.getString("scoring.application-id").equals(config.getString("sink.group-id"))) {
      // Kafka would take both for members of one consumer group and turn one of them away.
      problems.add("sink.group-id: is also scoring.application-id (expected: another name)");
    }
    this.sink =
        reading.of(
            "sink",
            () ->
                SinkConfig.of(kafka(), registry(), clickHouse)
                    .withName(config.getString("sink.group-id"))
                    .withGeneration(config.getInt("sink.generation"))
                    .withThreads(config.getInt("sink.threads"))
                    .withBatches(
                        config.getInt("sink.max-batch-rows"),
                        config.getBytes("sink.max-batch-bytes"),
                        config.getDuration("sink.flush-interval")));
    this.erasureSweepInterval =
        reading.of("erasure", () -> sweepInterval(config.getDuration("erasure.sweep-interval")));
    this.verify =
        reading.of(
            "verify",
            () ->
                new Verify(
                    config.getDuration("verify.interval"), config.getDuration("verify.window")));
  }

  /**
   * Reads and checks all settings.
   *
   * @param file a file in HOCON or JSON, if there is one
   * @param environment all environment variables; those that begin with STARSTREAM_ are settings
   * @param flags key to value
   * @throws InvalidSettingsException if anything is wrong; it names all that is
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    var problems = new ArrayList<String>();
    var defaults = defaults();
    var known = keys(defaults);
    var config =
        values(flags, "--set ", key -> "flag --set " + key, known, problems)
            .withFallback(
                values(
                    fromEnvironment(environment, known, problems),
                    "",
                    key -> "environment " + variable(key),
                    known,
                    problems))
            .withFallback(fromFile(file, known, problems))
            .withFallback(defaults)
            .resolve(ConfigResolveOptions.noSystem());
    var settings = new Settings(config, problems);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return settings;
  }

  public String tenant() {
    return tenant;
  }

  public Http http() {
    return http;
  }

  public NewTopics newTopics() {
    return newTopics;
  }

  public PublisherSettings publisher() {
    return publisher;
  }

  /** How many ids of acknowledged answers the edge remembers. */
  public int rememberedAnswers() {
    return rememberedAnswers;
  }

  /** Memory for recent critiques at the edge. */
  public long recentCritiquesBytes() {
    return recentCritiquesBytes;
  }

  /** How many event streams of critiques may be open at once. */
  public int maxCritiqueStreams() {
    return maxCritiqueStreams;
  }

  public ScoringConfig scoring() {
    return scoring;
  }

  public ClickHouseConfig clickHouse() {
    return clickHouse;
  }

  public SinkConfig sink() {
    return sink;
  }

  /** How long after a sweep for rows of erased candidates the next one begins. */
  public Duration erasureSweepInterval() {
    return erasureSweepInterval;
  }

  public Verify verify() {
    return verify;
  }

  /** How to reach Kafka, under Kafka's names. */
  public Map<String, String> kafka() {
    var properties = properties("kafka.properties");
    properties.put("bootstrap.servers", config.getString("kafka.bootstrap-servers"));
    return properties;
  }

  /** How to reach the registry, under Confluent's names. */
  public Map<String, String> registry() {
    var properties = properties("registry.properties");
    properties.put("schema.registry.url", config.getString("registry.url"));
    // The registry's client, unlike Kafka's, checks no name unless it is told to.
    properties.putIfAbsent("schema.registry.ssl.endpoint.identification.algorithm", "https");
    return properties;
  }

  /** Every key and value in force, ordered; what looks like a secret is masked. */
  public Map<String, String> shown() {
    var shown = new TreeMap<String, String>();
    for (var entry : config.entrySet()) {
      var key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      var value = String.valueOf(entry.getValue().unwrapped());
      shown.put(key, isSecret(key) && !value.isEmpty() ? MASK : value);
    }
    return shown;
  }

  /**
   * A setting that is not its default.
   *
   * @param value masked if it looks like a secret
   * @param origin the flag, the environment variable, or the file and its line
   */
  public record Changed(String key, String value, String origin) {}

  /** What differs from the defaults, ordered by key. */
  public List<Changed> changed() {
    var shown = shown();
    var defaults = defaults();
    var changed = new TreeMap<String, Changed>();
    for (var entry : config.entrySet()) {
      var path = entry.getKey();
      var value = entry.getValue();
      var usual = defaults.hasPath(path) ? defaults.getValue(path).unwrapped().toString() : "";
      if (!value.unwrapped().toString().equals(usual)) {
        var key = String.join(".", ConfigUtil.splitPath(path));
        changed.put(key, new Changed(key, shown.get(key), value.origin().description()));
      }
    }
    return List.copyOf(changed.values());
  }

  private static boolean isSecret(String key) {
    var lower = key.toLowerCase(Locale.ROOT);
    return lower.contains("password")
        || lower.contains("passphrase")
        || lower.endsWith("keystore.key")
        || lower.contains("private.key")
        || lower.contains("secret")
        || lower.contains("jaas")
        || lower.contains("user.info")
        || lower.contains("token");
  }

  private static String tenant(String tenant) {
    if (!tenant.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "'" + tenant + "' (expected: 1 to 64 lower-case letters, digits or dashes)");
    }
    return tenant;
  }

  private static Auth auth(String auth) {
    return switch (auth) {
      case "keys" -> Auth.KEYS;
      case "off" -> Auth.OFF;
      default -> throw new IllegalArgumentException("auth: '" + auth + "' (expected: keys or off)");
    };
  }

  private static Optional<Tls> tls(String certificate, String privateKey) {
    if (certificate.isEmpty() != privateKey.isEmpty()) {
      throw new IllegalArgumentException(
          "tls: only one of certificate and private-key is set (expected: both or neither)");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tls(Path.of(certificate), Path.of(privateKey)));
  }

  /** It stands in messages and in `config`, so it holds no secret. */
  private static String registryUrl(String addresses) {
    for (var address : addresses.split(",", -1)) {
      if (address.contains("@")) {
        throw new IllegalArgumentException(
            "url: holds a user or a password (expected: http://host:port/path; credentials are"
                + " basic.auth.user.info in registry.properties)");
      }
    }
    return addresses;
  }

  private long atLeastZero(String key) {
    var value = key.endsWith("-bytes") ? config.getBytes(key) : config.getInt(key);
    if (value < 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: 0 or more)");
    }
    return value;
  }

  private static Duration sweepInterval(Duration interval) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException(
          "sweep-interval: " + interval + " (expected: more than 0)");
    }
    return interval;
  }

  private Map<String, String> properties(String path) {
    var properties = new LinkedHashMap<String, String>();
    leaves(config.getConfig(path))
        .forEach((key, value) -> properties.put(key, String.valueOf(value.unwrapped())));
    return properties;
  }

  private static Config defaults() {
    return ConfigFactory.parseResources(
        Settings.class, "defaults.conf", ConfigParseOptions.defaults().setAllowMissing(false));
  }

  /** Leaves of the defaults, and the maps that hold foreign names. */
  static Set<String> keys(Config defaults) {
    var keys = new java.util.TreeSet<>(MAPS);
    defaults.entrySet().forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  /** Every key that {@code defaults.conf} has. */
  static Set<String> keys() {
    return keys(defaults());
  }

  /** The environment variable of a key. */
  static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Map<String, String> fromEnvironment(
      Map<String, String> environment, Set<String> known, List<String> problems) {
    var byVariable = new TreeMap<String, String>();
    known.forEach(key -> byVariable.put(variable(key), key));
    var values = new LinkedHashMap<String, String>();
    environment.forEach(
        (variable, value) -> {
          if (!variable.startsWith(ENVIRONMENT_PREFIX) || OTHER_VARIABLES.contains(variable)) {
            return;
          }
          var key = byVariable.get(variable);
          if (key == null) {
            problems.add(
                "environment variable "
                    + variable
                    + ": no such setting (expected: one of "
                    + String.join(", ", byVariable.keySet())
                    + ")");
          } else {
            values.put(key, value);
          }
        });
    return values;
  }

  private static Config fromFile(Optional<Path> file, Set<String> known, List<String> problems) {
    if (file.isEmpty()) {
      return ConfigFactory.empty();
    }
    if (!Files.isReadable(file.get())) {
      problems.add(file.get() + ": cannot be read (expected: a settings file)");
      return ConfigFactory.empty();
    }
    try {
      var config = ConfigFactory.parseFile(file.get().toFile());
      for (var entry : config.entrySet()) {
        if (!isKnown(entry.getKey(), known)) {
          problems.add(entry.getValue().origin().description() + ": " + unknown(entry.getKey()));
        }
      }
      return withFlatMaps(config);
    } catch (ConfigException e) {
      problems.add(e.getMessage());
      return ConfigFactory.empty();
    }
  }

  private static Config values(
      Map<String, String> values,
      String where,
      UnaryOperator<String> origin,
      Set<String> known,
      List<String> problems) {
    var objects = new LinkedHashMap<String, Object>();
    values.forEach(
        (key, value) -> {
          if (MAPS.contains(key)) {
            objects.put(key, pairs(where + key, value, problems));
          } else if (isKnown(key, known)) {
            objects.put(key, value);
          } else {
            problems.add(where + unknown(key));
          }
        });
    var config = ConfigFactory.empty();
    for (var entry : objects.entrySet()) {
      config =
          config.withValue(
              entry.getKey(),
              ConfigValueFactory.fromAnyRef(entry.getValue(), origin.apply(entry.getKey())));
    }
    return withFlatMaps(config);
  }

  /**
   * A dotted name as one key, whether it was written in quotes or as a path: only then does a
   * stronger source override the same name of a weaker one.
   */
  private static Config withFlatMaps(Config config) {
    var flat = config;
    for (var map : MAPS) {
      if (config.hasPath(map)) {
        flat = flat.withValue(map, ConfigValueFactory.fromMap(leaves(config.getConfig(map))));
      }
    }
    return flat;
  }

  private static Map<String, ConfigValue> leaves(Config config) {
    var leaves = new LinkedHashMap<String, ConfigValue>();
    for (var entry : config.entrySet()) {
      leaves.put(String.join(".", ConfigUtil.splitPath(entry.getKey())), entry.getValue());
    }
    return leaves;
  }

  private static Map<String, String> pairs(String where, String list, List<String> problems) {
    var pairs = new LinkedHashMap<String, String>();
    for (var pair : list.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
      } else if (!pair.isBlank()) {
        problems.add(where + ": a part has no '=' (expected: name=value,name=value)");
      }
    }
    return pairs;
  }

  private static boolean isKnown(String key, Set<String> known) {
    return known.contains(key) || MAPS.stream().anyMatch(map -> key.startsWith(map + "."));
  }

  private static String unknown(String key) {
    return key + ": no such setting (expected: one of " + String.join(", ", keys()) + ")";
  }

  /** Reads part by part, so that all mistakes show at once. */
  private record Reading(List<String> problems) {
    <T> T of(String part, Supplier<T> read) {
      try {
        return read.get();
      } catch (ConfigException e) {
        problems.add(e.getMessage());
      } catch (IllegalArgumentException e) {
        problems.add(part + ": " + e.getMessage());
      }
      return null;
    }
  }
}
