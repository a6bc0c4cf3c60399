package dev.starstream.devstack.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * Fetches a package's tarball: {@code npm view} says where it lies, and it is read from there so
 * that a cut connection does not cost what has come already. If the way there is npm's secret (a
 * proxy, a certificate of the house), {@code npm pack} fetches it.
 */
final class NpmArchive {
  private static final String NO_NPM =
      "npm is not on the PATH: install Node.js 18 or newer (Debian: apt-get install npm), or set"
          + " CLICKHOUSE_URL to a running ClickHouse";

  private static final String NPM_FAILS =
      "check the network and npm's settings, or set CLICKHOUSE_URL to a running ClickHouse";

  private final Consumer<String> progress;

  NpmArchive(Consumer<String> progress) {
    this.progress = progress;
  }

  void fetch(Pin pin, Path archive) throws IOException {
    URI address = address(pin, archive.getParent());
    try {
      new ResumableDownload(progress).fetch(address, pin, archive);
    } catch (IOException e) {
      progress.accept("direct download failed (" + e + "), trying npm pack");
      pack(pin, archive);
    }
  }

  private static URI address(Pin pin, Path folder) throws IOException {
    String output =
        Command.run(
            List.of("npm", "view", pin.coordinates(), "dist", "--json"), folder, NO_NPM, NPM_FAILS);
    JsonNode dist = new ObjectMapper().readTree(output);
    String integrity = dist.path("integrity").asText();
    if (!integrity.equals("sha512-" + pin.sha512())) {
      throw new FetchException(
          "npm offers another file as %s (integrity %s, expected sha512-%s): it was not downloaded"
              .formatted(pin.coordinates(), integrity, pin.sha512()));
    }
    return URI.create(dist.path("tarball").asText());
  }

  private static void pack(Pin pin, Path archive) throws IOException {
    Path folder = archive.resolveSibling(archive.getFileName() + ".npm");
    Files.createDirectories(folder);
    Command.run(
        List.of("npm", "pack", pin.coordinates(), "--pack-destination", folder.toString()),
        folder,
        NO_NPM,
        NPM_FAILS);
    try (var files = Files.newDirectoryStream(folder, "*.tgz")) {
      for (Path file : files) {
        Files.move(file, archive, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.delete(folder);
  }
}
