package dev.starstream.devstack.fetch;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The programs that the embedded stack runs besides Kafka. Each is fetched when it is first asked
 * for. Thread-safe, and safe against other processes on the same cache.
 */
public final class Distributions {
  private static final Pin REGISTRY = Pin.of("registry", "artifact");
  private static final Pin CLICKHOUSE = Pin.of("clickhouse", "package");

  public static final String REGISTRY_VERSION = REGISTRY.version();
  public static final String CLICKHOUSE_VERSION = CLICKHOUSE.version();

  private final Cache cache;
  private final Consumer<String> progress;

  /**
   * A cache in {@code STARSTREAM_CACHE}, or in the user's own cache directory.
   *
   * @param progress takes lines while something is downloaded
   */
  public static Distributions ofEnvironment(
      Map<String, String> environment, Consumer<String> progress) {
    String given = environment.getOrDefault("STARSTREAM_CACHE", "");
    Path folder =
        given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache", "starstream")
            : Path.of(given.strip());
    return new Distributions(new Cache(folder.toAbsolutePath(), progress), progress);
  }

  private Distributions(Cache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** The runnable jar of Apicurio Registry, its libraries beside it. */
  public Path registryJar() {
    String folder = "apicurio-registry-" + REGISTRY_VERSION;
    return cache
        .provide(folder, REGISTRY, archive -> new MavenArchive(progress).fetch(REGISTRY, archive))
        .resolve("apicurio-registry-app-" + REGISTRY_VERSION + "-runner.jar");
  }

  /**
   * The ClickHouse engine as a shared library.
   *
   * @throws FetchException also on a machine that the library is not made for
   */
  public Path clickHouseLibrary() {
    checkPlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
    String folder = "chdb-" + CLICKHOUSE_VERSION;
    return cache
        .provide(folder, CLICKHOUSE, archive -> new NpmArchive(progress).fetch(CLICKHOUSE, archive))
        .resolve("package")
        .resolve("libchdb.so");
  }

  static void checkPlatform(String osName, String osArch) {
    if (!osName.equals("Linux") || !osArch.equals("amd64")) {
      throw new FetchException(
          "the ClickHouse library is for Linux on x86-64 and this is "
              + osName
              + " on "
              + osArch
              + ": set CLICKHOUSE_URL to a running ClickHouse, or start Docker");
    }
  }
}
