package dev.starstream.client;

import static dev.starstream.client.ScriptedServer.accept;
import static dev.starstream.client.ScriptedServer.items;
import static dev.starstream.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.client.Receipt.Status;
import dev.starstream.client.ScriptedServer.Call;
import dev.starstream.client.ScriptedServer.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever the server does to requests, in whatever order: no answer is lost and none is told
 * twice.
 */
class LossyServerTest {

  /** What may happen to a request. */
  enum Fate {
    TAKEN,
    LIMITED,
    OUTAGE,
    OUTAGE_AT_A_PROXY,
    HALF_ACKNOWLEDGED,
    MIXED,
    NO_REPLY,
    HALF_REPLY;

    Reply replyTo(Call call) {
      return switch (this) {
        case TAKEN -> accept(call);
        case LIMITED -> status(429, "Retry-After", "0");
        case OUTAGE -> items(503, call, id -> "unacknowledged", Map.of("Retry-After", "0"));
        case OUTAGE_AT_A_PROXY -> new Reply.Whole(502, "<html>bad</html>", Map.of());
        case HALF_ACKNOWLEDGED ->
            items(503, call, id -> odd(id) ? "accepted" : "unacknowledged", Map.of());
        case MIXED -> items(207, call, id -> odd(id) ? "accepted" : "refused", Map.of());
        case NO_REPLY -> new Reply.None();
        case HALF_REPLY -> new Reply.Half(202, ((Reply.Whole) accept(call)).body());
      };
    }
  }

  private static boolean odd(String id) {
    return Integer.parseInt(id) % 2 == 1;
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void everyAnswer_endsOnceAndWhatIsToldIsTrue(
      @ForAll @Size(max = 25) List<Fate> fates,
      @ForAll @IntRange(min = 1, max = 300) int answers,
      @ForAll @IntRange(min = 1, max = 50) int batchSize,
      @ForAll @IntRange(min = 1, max = 100) int bufferSize,
      @ForAll @IntRange(min = 1, max = 6) int parallelRequests) {
    var queue = new ConcurrentLinkedQueue<>(fates);
    var futures = new HashMap<String, CompletableFuture<Receipt>>();
    var endings = new AtomicInteger();
    try (var server = new ScriptedServer()) {
      server.script(
          call -> {
            var fate = queue.poll();
            return (fate == null ? Fate.TAKEN : fate).replyTo(call);
          });
      try (var client =
          StarstreamClient.builder(server.uri())
              .batchSize(batchSize)
              .bufferSize(bufferSize)
              .parallelRequests(parallelRequests)
              .linger(Duration.ofMillis(1))
              .firstPause(Duration.ofMillis(1))
              .maxAttempts(30)
              .build()) {
        for (int i = 0; i < answers; i++) {
          var future = client.publish(answer(i));
          var unused = future.whenComplete((receipt, error) -> endings.incrementAndGet());
          futures.put(Integer.toString(i), future);
        }
      }

      assertThat(futures.values()).allMatch(CompletableFuture::isDone);
      assertThat(endings).hasValue(answers);
      var accepted = new TreeSet<String>();
      futures.forEach(
          (id, future) -> {
            var receipt = future.join();
            assertThat(receipt.id()).isEqualTo(id);
            if (receipt.status() == Status.ACCEPTED) {
              assertThat(receipt.answerId()).contains(ScriptedServer.answerId(id));
              accepted.add(id);
            } else {
              assertThat(receipt.status()).isEqualTo(Status.REFUSED);
              assertThat(fates).contains(Fate.MIXED);
            }
          });
      assertThat(accepted).isEqualTo(new TreeSet<>(server.acknowledged()));
      assertThat(server.sentAfterAcknowledged()).isEmpty();
      assertThat(new TreeSet<>(server.ids())).isEqualTo(new TreeSet<>(futures.keySet()));
      assertThat(server.calls()).allMatch(call -> call.answers().size() <= batchSize);
    }
  }

  private static Answer answer(int id) {
    return Answer.builder().id(Integer.toString(id)).candidateRef("c").text("I did it.").build();
  }
}
