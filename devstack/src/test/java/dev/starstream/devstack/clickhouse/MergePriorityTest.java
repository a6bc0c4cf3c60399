package dev.starstream.devstack.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class MergePriorityTest {

  /** The threads here are Java's; the system knows them by the same names. */
  @Test
  void mergesAndNothingElse_goToTheBackOfTheQueue() throws InterruptedException {
    var end = new CountDownLatch(1);
    try (var priority = MergePriority.lower()) {
      start(MergePriority.MERGES, end);
      start("QueryPipelineEx", end);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  MergePriority.threads(MergePriority.MERGES).stream()
                      .anyMatch(thread -> priority.nice(thread) == MergePriority.NICE));
      assertThat(MergePriority.threads("QueryPipelineEx"))
          .hasSize(1)
          .allMatch(thread -> priority.nice(thread) < MergePriority.NICE);
    } finally {
      end.countDown();
    }
  }

  private static void start(String name, CountDownLatch end) {
    var thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
