package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseChoiceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "http://ch.example:9123,http://ch.example:9123,default,''",
    "http://ch.example,http://ch.example:8123,default,''",
    "https://ann:s:e@ch.example:8443/,https://ch.example:8443,ann,s:e"
  })
  void address_comesFirst(String given, String url, String user, String password) {
    assertThat(ClickHouseChoice.of(Map.of("CLICKHOUSE_URL", given), () -> true))
        .isEqualTo(new ClickHouseChoice.Running(url, user, password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ch:8123", "jdbc:clickhouse://ch", "http://:8123", "http://a b"})
  void badAddress_isRefusedWithoutShowingIt(String given) {
    assertThatThrownBy(() -> ClickHouseChoice.of(Map.of("CLICKHOUSE_URL", given), () -> true))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("CLICKHOUSE_URL is not an address")
        .hasMessageNotContaining(given);
  }

  @Test
  void programOnThePath_comesBeforeDocker() throws Exception {
    // Given
    Path program = Files.writeString(folder.resolve("clickhouse"), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    // When
    var choice = ClickHouseChoice.of(Map.of("PATH", "/nowhere:" + folder), () -> true);

    // Then
    assertThat(choice).isEqualTo(new ClickHouseChoice.Program(program));
  }

  @Test
  void docker_comesBeforeTheLibrary() {
    assertThat(ClickHouseChoice.of(Map.of(), () -> true))
        .isEqualTo(new ClickHouseChoice.Container());
    assertThat(ClickHouseChoice.of(Map.of(), () -> false))
        .isEqualTo(new ClickHouseChoice.Library());
  }
}
