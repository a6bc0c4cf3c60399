package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark of the insights in small: it measures nothing here, it only has to work. */
final class InsightBenchmarkIT {

  @Test
  void fewAnswers_everyInsightIsAskedAndReadsRows() throws Exception {
    // Given
    var printed = new ByteArrayOutputStream();
    var out = System.out;
    // When
    int exitCode;
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      exitCode =
          new CommandLine(new InsightBenchmark())
              .execute("--answers", "3000", "--repeats", "1", "--json");
    } finally {
      System.setOut(out);
    }
    // Then
    assertThat(exitCode).isZero();
    Set<String> asked = new HashSet<>();
    var report = JsonMapper.builder().build().readTree(printed.toString(StandardCharsets.UTF_8));
    for (var seen : report.path("insights")) {
      asked.add(seen.path("insight").asText());
      assertThat(seen.path("runs").asInt()).isEqualTo(1);
      assertThat(seen.path("rows_read").asLong()).as(seen.toString()).isPositive();
    }
    assertThat(asked)
        .isEqualTo(
            new HashSet<>(InsightCatalogue.load().all().stream().map(Insight::name).toList()));
  }
}
