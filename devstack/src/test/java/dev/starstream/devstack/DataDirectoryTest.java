package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void secondStackOnTheSameData_isRefusedUntilTheFirstIsClosed() {
    try (var first = DataDirectory.open(Optional.of(folder))) {
      assertThat(first.path()).isEqualTo(folder);
      assertThatThrownBy(() -> DataDirectory.open(Optional.of(folder)))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("in use by another starstream");
    }
    DataDirectory.open(Optional.of(folder)).close();
  }

  @Test
  void givenDirectory_isKept() throws Exception {
    // Given
    var directory = DataDirectory.open(Optional.of(folder));
    Files.writeString(directory.subdirectory("kafka").resolve("log"), "x");

    // When
    directory.close();

    // Then
    assertThat(folder.resolve("kafka").resolve("log")).hasContent("x");
  }

  @Test
  void temporaryDirectory_isDeletedWithItsContents() throws Exception {
    // Given
    var directory = DataDirectory.open(Optional.empty());
    Files.writeString(directory.subdirectory("kafka").resolve("log"), "x");

    // When
    directory.close();
    directory.close();

    // Then
    assertThat(directory.path()).doesNotExist();
  }

  @Test
  void fileInPlaceOfTheDirectory_isOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataDirectory.open(Optional.of(file)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void serversOfAKilledRun_areWaitedFor() throws Exception {
    // Given
    Process server = new ProcessBuilder("sleep", "60").start();
    try (var directory = DataDirectory.open(Optional.of(folder))) {
      directory.remember(server.toHandle());

      // When
      var waiting = CompletableFuture.runAsync(() -> directory.awaitFormerServers(line -> {}));

      // Then
      assertThat(waiting).isNotDone();
      server.destroyForcibly();
      waiting.get(10, TimeUnit.SECONDS);
      assertThat(folder.resolve("servers")).doesNotExist();
    } finally {
      server.destroyForcibly();
    }
  }
}
