package dev.starstream.client;

import static dev.starstream.client.ScriptedServer.accept;
import static dev.starstream.client.ScriptedServer.items;
import static dev.starstream.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starstream.client.BulkListener.Progress;
import dev.starstream.client.ScriptedServer.Reply;
import dev.starstream.client.StarstreamClient.WhenFull;
import dev.starstream.client.StarstreamException.BufferFull;
import dev.starstream.client.StarstreamException.Closed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Many answers: how they gather, wait, are held back and end. */
@SuppressWarnings("FutureReturnValueIgnored") // many are looked at by the server only
class BufferingTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final ScriptedServer server = new ScriptedServer();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stop() {
    gate.countDown();
    server.close();
  }

  @Test
  void manyAnswers_travelInBatchesThatTheServerTakes() {
    try (var client = client().bufferSize(5000).parallelRequests(1).build()) {
      // 1,200 of 1,000 bytes: a full batch is limited by number, the rest by size.
      publish(client, 0, 1200, "a".repeat(1000));
      publish(client, 1200, 1240, "b".repeat(60_000));
      assertThat(client.flush(LONG)).isTrue();
    }

    assertThat(server.acknowledged()).hasSize(1240);
    assertThat(server.calls())
        .hasSizeLessThanOrEqualTo(10)
        .allSatisfy(
            call -> {
              assertThat(call.answers()).hasSizeLessThanOrEqualTo(500);
              assertThat(call.bodyBytes()).isLessThanOrEqualTo(1024 * 1024);
            });
  }

  @Test
  void answerThatIsTooLarge_travelsAloneAndTakesNoOtherWithIt() {
    server.script(call -> call.bodyBytes() > 64 * 1024 ? status(413) : accept(call));
    try (var client = client().build()) {
      var before = client.publish(answer(1));
      var large = client.publish(answer(2, "a".repeat(70_000)));
      var after = client.publish(answer(3));
      assertThat(client.flush(LONG)).isTrue();

      assertThat(before.join().stored()).isTrue();
      assertThat(large).isCompletedExceptionally();
      assertThat(after.join().stored()).isTrue();
    }
  }

  @Test
  void lonelyAnswer_goesWhenItHasLingered() {
    try (var client = client().linger(Duration.ofMillis(50)).build()) {
      assertThat(client.publish(answer(1)).orTimeout(30, TimeUnit.SECONDS).join().stored())
          .isTrue();
    }
  }

  @Test
  void flush_sendsWhatLingersAndTellsWhetherAllIsDone() {
    server.script(
        call -> {
          ScriptedServer.await(gate);
          return accept(call);
        });
    try (var client = client().linger(Duration.ofMinutes(1)).build()) {
      var futures = publish(client, 0, 10, "t");

      assertThat(client.flush(Duration.ofMillis(300))).isFalse();
      assertThat(server.calls()).hasSize(1);
      assertThat(futures).noneMatch(CompletableFuture::isDone);

      gate.countDown();
      assertThat(client.flush(LONG)).isTrue();
      assertThat(futures).allMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void fullBuffer_failsTheNextAnswerAtOnceAndTakesItLater() {
    holdAll();
    try (var client = client().bufferSize(3).whenFull(WhenFull.FAIL).build()) {
      publish(client, 0, 3, "t");

      var tooMany = client.publish(answer(3));

      assertThat(tooMany)
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withCauseInstanceOf(BufferFull.class);
      gate.countDown();
      assertThat(client.flush(LONG)).isTrue();
      assertThat(client.publish(answer(3)).orTimeout(30, TimeUnit.SECONDS).join().stored())
          .isTrue();
    }
    assertThat(server.ids()).containsExactlyInAnyOrder("0", "1", "2", "3");
  }

  @Test
  void fullBuffer_blocksThePublisherUntilThereIsRoom() throws InterruptedException {
    holdAll();
    try (var client = client().bufferSize(3).build()) {
      var published = new AtomicInteger();
      var publisher =
          new Thread(
              () -> {
                for (int i = 0; i < 10; i++) {
                  client.publish(answer(i));
                  published.incrementAndGet();
                }
              });
      publisher.start();

      await().until(() -> publisher.getState() == Thread.State.WAITING);
      assertThat(published).hasValue(3);
      gate.countDown();
      publisher.join(LONG.toMillis());
      assertThat(published).hasValue(10);
    }
    assertThat(server.acknowledged()).hasSize(10);
  }

  @Test
  void interruptedPublisher_stopsWaitingForRoomAndStaysInterrupted() {
    holdAll();
    try (var client = client().bufferSize(1).build()) {
      client.publish(answer(1));

      Thread.currentThread().interrupt();
      var second = client.publish(answer(2));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(second).isCompletedExceptionally();
      gate.countDown();
    }
    assertThat(server.ids()).containsExactly("1");
  }

  @Test
  void callbackThatPublishesIntoAFullBuffer_doesNotStopTheClient() {
    var second = new ArrayList<CompletableFuture<Receipt>>();
    try (var client = client().bufferSize(4).batchSize(4).parallelRequests(1).build()) {
      var first = publish(client, 0, 4, "t");
      var chained =
          first.stream()
              .map(
                  future ->
                      future.thenCompose(
                          receipt -> {
                            var next = Integer.parseInt(receipt.id()) * 10 + 100;
                            var more = publish(client, next, next + 10, "t");
                            second.addAll(more);
                            return CompletableFuture.allOf(
                                more.toArray(CompletableFuture<?>[]::new));
                          }))
              .toList();

      CompletableFuture.allOf(chained.toArray(CompletableFuture<?>[]::new))
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
    }
    assertThat(second).hasSize(40).allMatch(future -> future.join().stored());
  }

  @Test
  void futureThatIsCompletedByItsOwner_stillLeavesItsRoom() {
    holdAll();
    try (var client = client().bufferSize(1).build()) {
      assertThat(client.publish(answer(1)).cancel(true)).isTrue();
      gate.countDown();
      assertThat(client.flush(LONG)).isTrue();
      assertThat(client.publish(answer(2)).orTimeout(30, TimeUnit.SECONDS).join().stored())
          .isTrue();
    }
    assertThat(server.acknowledged()).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void close_waitsForWhatLingersAndIsUnderWay() {
    server.script(
        call -> {
          sleep(100);
          return accept(call);
        });
    List<CompletableFuture<Receipt>> futures;
    try (var client = client().linger(Duration.ofMinutes(1)).batchSize(100).build()) {
      futures = publish(client, 0, 1050, "t");
    }

    assertThat(futures).allMatch(CompletableFuture::isDone).allMatch(f -> f.join().stored());
    assertThat(server.acknowledged()).hasSize(1050);
  }

  @Test
  void closeThatRunsOutOfTime_failsTheRestAndSendsNothingMore() {
    server.script(call -> status(503));
    var client =
        client().batchSize(10).maxAttempts(1000).closeTimeout(Duration.ofMillis(300)).build();
    var futures = publish(client, 0, 200, "t");

    client.close();

    assertThat(futures)
        .allSatisfy(
            future ->
                assertThat(future)
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(Closed.class));
    // One attempt of each request may just be on the wire.
    int sent = server.calls().size();
    sleep(500);
    assertThat(server.calls()).hasSizeLessThanOrEqualTo(sent + 4);
  }

  @Test
  void closedClient_takesNothing() {
    var client = client().build();
    client.close();

    assertThat(client.publish(answer(1)))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(Closed.class);
    client.close();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void publishersDuringClose_allGetAReceiptOrAnErrorAndReceiptsAreTrue() throws Exception {
    var futures = Collections.synchronizedMap(new HashMap<String, CompletableFuture<Receipt>>());
    var client = client().bufferSize(50).linger(Duration.ofMillis(1)).build();
    var publishers =
        IntStream.range(0, 4)
            .mapToObj(
                n ->
                    new Thread(
                        () -> {
                          for (int i = n * 100_000; i < n * 100_000 + 3000; i++) {
                            futures.put(Integer.toString(i), client.publish(answer(i)));
                          }
                        }))
            .toList();
    publishers.forEach(Thread::start);
    await().until(() -> server.calls().size() > 5);

    client.close();

    for (var publisher : publishers) {
      publisher.join(LONG.toMillis());
    }
    assertThat(futures).hasSize(12_000);
    var stored = new HashSet<String>();
    futures.forEach(
        (id, future) -> {
          try {
            assertThat(future.orTimeout(30, TimeUnit.SECONDS).join().stored()).isTrue();
            stored.add(id);
          } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(Closed.class);
          }
        });
    assertThat(server.acknowledged()).isEqualTo(stored);
  }

  @Test
  void publishAll_countsEveryAnswerAndNamesThoseThatWereNotTaken() {
    server.script(
        call ->
            call.ids().contains("999")
                ? status(413)
                : items(
                    207,
                    call,
                    id ->
                        id.endsWith("7") ? "refused" : id.endsWith("3") ? "duplicate" : "accepted",
                    Map.of()));
    var refused = new ArrayList<String>();
    var failed = new ArrayList<String>();
    var reports = new ArrayList<Progress>();
    var caller = Thread.currentThread();
    var listener =
        new BulkListener() {
          @Override
          public void progress(Progress progress) {
            assertThat(Thread.currentThread()).isSameAs(caller);
            reports.add(progress);
          }

          @Override
          public void refused(Answer answer, Receipt receipt) {
            assertThat(receipt.id()).isEqualTo(answer.id());
            refused.add(answer.id());
          }

          @Override
          public void failed(Answer answer, StarstreamException reason) {
            failed.add(answer.id());
          }
        };

    Progress end;
    try (var client = client().bufferSize(100).batchSize(10).whenFull(WhenFull.FAIL).build()) {
      end =
          client.publishAll(
              Stream.iterate(0, i -> i < 990, i -> i + 1).map(BufferingTest::answer).iterator(),
              listener);
      assertThat(client.publishAll(List.of(answer(999)).iterator(), listener))
          .isEqualTo(new Progress(1, 0, 0, 0, 1));
    }

    assertThat(end).isEqualTo(new Progress(990, 792, 99, 99, 0));
    assertThat(refused).hasSize(99).allMatch(id -> id.endsWith("7"));
    assertThat(failed).containsExactly("999");
    assertThat(reports).contains(end);
  }

  @Test
  void logs_haveNeitherTextNorCandidateNorKey() {
    var logger = (Logger) LoggerFactory.getLogger("dev.starstream.client");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    logger.addAppender(lines);
    try (var client =
        client()
            .apiKey("very-secret")
            .maxAttempts(3)
            .closeTimeout(Duration.ofSeconds(10))
            .build()) {
      server.first(
          call -> status(503),
          call -> new Reply.None(),
          call -> new Reply.Half(202, "{\"hidden text\": 1}"));
      client.publish(answer(1, "hidden text"));
      client.flush(LONG);
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
      logger.setAdditive(true);
    }

    assertThat(lines.list).isNotEmpty();
    assertThat(lines.list)
        .extracting(event -> event.getFormattedMessage() + event.getKeyValuePairs())
        .noneMatch(
            line -> line.contains("hidden") || line.contains("secret") || line.contains("anna"));
  }

  private void holdAll() {
    server.script(
        call -> {
          ScriptedServer.await(gate);
          return accept(call);
        });
  }

  private StarstreamClientBuilder client() {
    return StarstreamClient.builder(server.uri()).firstPause(Duration.ofMillis(5));
  }

  private static List<CompletableFuture<Receipt>> publish(
      StarstreamClient client, int from, int to, String text) {
    var futures = new ArrayList<CompletableFuture<Receipt>>();
    for (int i = from; i < to; i++) {
      futures.add(client.publish(answer(i, text)));
    }
    return futures;
  }

  private static Answer answer(int id) {
    return answer(id, "I fixed the door.");
  }

  private static Answer answer(int id, String text) {
    return Answer.builder().id(Integer.toString(id)).candidateRef("anna").text(text).build();
  }

  private static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
