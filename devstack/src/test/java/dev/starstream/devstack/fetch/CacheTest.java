package dev.starstream.devstack.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  @TempDir Path folder;

  private final AtomicInteger fetched = new AtomicInteger();
  private Path archive;
  private Cache cache;

  @BeforeEach
  void makeArchive() throws Exception {
    Path content = Files.createDirectories(folder.resolve("content"));
    Files.writeString(content.resolve("program"), "runs");
    archive = folder.resolve("source.tar.gz");
    Command.run(
        List.of("tar", "-czf", archive.toString(), "-C", content.toString(), "program"),
        folder,
        "no tar",
        "");
    cache = new Cache(folder.resolve("cache"), line -> {});
  }

  @Test
  void firstUse_unpacksAndKeepsOnlyTheFolder() throws Exception {
    // When
    Path provided = cache.provide("thing-1", pin(100), this::copy);

    // Then
    assertThat(provided.resolve("program")).hasContent("runs");
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("lock", "thing-1");
    }
  }

  @Test
  void secondUse_fetchesNothing() throws Exception {
    // Given
    cache.provide("thing-1", pin(100), this::copy);

    // When
    cache.provide("thing-1", pin(100), this::copy);

    // Then
    assertThat(fetched).hasValue(1);
  }

  @Test
  void twoAtOnce_fetchOnce() throws Exception {
    // Given
    Pin pin = pin(100);

    // When
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> cache.provide("thing-1", pin, this::copy)),
            CompletableFuture.runAsync(() -> cache.provide("thing-1", pin, this::copy)))
        .join();

    // Then
    assertThat(fetched).hasValue(1);
  }

  @Test
  void unpackingThatWasCut_isDoneAgain() throws Exception {
    // Given
    Path half = Files.createDirectories(folder.resolve("cache").resolve("thing-1"));
    Files.writeString(half.resolve("rubble"), "x");

    // When
    Path provided = cache.provide("thing-1", pin(100), this::copy);

    // Then
    assertThat(provided.resolve("program")).exists();
    assertThat(provided.resolve("rubble")).doesNotExist();
  }

  @Test
  void otherArchive_isRefused() throws Exception {
    // Given
    Pin other = new Pin("1", "thing@1", "AAAA", 100, 100);

    // When, Then
    assertThatThrownBy(() -> cache.provide("thing-1", other, this::copy))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("expected AAAA");
    assertThat(folder.resolve("cache").resolve("thing-1")).doesNotExist();
  }

  @Test
  void fullDisk_isSaidBeforeAnythingIsFetched() throws Exception {
    // Given
    Pin huge = pin(Long.MAX_VALUE / 2);

    // When, Then
    assertThatThrownBy(() -> cache.provide("thing-1", huge, this::copy))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("make room, or set STARSTREAM_CACHE")
        .hasMessageNotContaining("\n");
    assertThat(fetched).hasValue(0);
  }

  @Test
  void folderThatCannotBeMade_isOneLineWithAWayOut() throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("file"), "");
    var blocked = new Cache(file.resolve("cache"), line -> {});

    // When, Then
    assertThatThrownBy(() -> blocked.provide("thing-1", pin(100), this::copy))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("STARSTREAM_CACHE")
        .hasMessageNotContaining("\n");
  }

  @Test
  void missingProgram_isOneLineThatSaysWhatToInstall() {
    assertThatThrownBy(
            () ->
                Command.run(List.of("no-such-program"), folder, "no-such-program: install it", ""))
        .isInstanceOf(FetchException.class)
        .hasMessage("no-such-program: install it");
  }

  @Test
  void failingProgram_isQuotedInOneLine() {
    assertThatThrownBy(
            () ->
                Command.run(
                    List.of("sh", "-c", "echo noise; echo 'npm error 404' >&2; exit 3"),
                    folder,
                    "no sh",
                    "try later"))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("ended with 3 (npm error 404): try later")
        .hasMessageNotContaining("\n");
  }

  @Test
  void otherPlatforms_areSentToOtherWays() {
    assertThatThrownBy(() -> Distributions.checkPlatform("Mac OS X", "aarch64"))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("CLICKHOUSE_URL");
  }

  private void copy(Path target) throws IOException {
    fetched.incrementAndGet();
    Files.copy(archive, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private Pin pin(long unpackedBytes) throws Exception {
    byte[] content = Files.readAllBytes(archive);
    String sum =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
    return new Pin("1", "thing@1", sum, content.length, unpackedBytes);
  }
}
