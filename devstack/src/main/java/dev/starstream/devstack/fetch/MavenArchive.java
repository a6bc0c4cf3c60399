package dev.starstream.devstack.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/** Fetches an archive with {@code mvn}, which knows the machine's mirrors, proxies and cache. */
final class MavenArchive {
  /** Newer versions first read the artifact's POM, whose parent is not published. */
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:2.10:copy";

  private final Consumer<String> progress;

  MavenArchive(Consumer<String> progress) {
    this.progress = progress;
  }

  void fetch(Pin pin, Path archive) throws IOException {
    progress.accept(
        "downloading %s with mvn (%d MB)".formatted(pin.coordinates(), pin.bytes() / 1_000_000));
    Path folder = archive.resolveSibling(archive.getFileName() + ".mvn");
    Files.createDirectories(folder);
    Command.run(
        List.of(
            "mvn",
            "-B",
            "-q",
            COPY,
            "-Dartifact=" + pin.coordinates(),
            "-DoutputDirectory=" + folder,
            "-Dmdep.overWriteReleases=true"),
        folder,
        "mvn is not on the PATH: install Maven 3.8 or newer (Debian: apt-get install maven)",
        "check the network and Maven's settings");
    try (var files = Files.newDirectoryStream(folder, "*.tar.gz")) {
      for (Path file : files) {
        Files.move(file, archive, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.delete(folder);
  }
}
