package dev.starstream.client;

import dev.starstream.client.Edge.Attempt;
import dev.starstream.client.Edge.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes one batch of answers to the server. An answer that the server has spoken on is never sent
 * again; the others are, with the same ids. At the end each has a receipt or an error.
 */
final class Delivery {

  private static final String PATH = "v1/answers";
  private static final String NDJSON = "application/x-ndjson";

  private final Edge edge;
  private final Buffer buffer;
  private final Optional<Duration> wait;

  /** Those without receipt. One attempt at a time touches it, each after the one before. */
  private final List<Pending> left;

  private Delivery(Edge edge, Buffer buffer, List<Pending> answers, Optional<Duration> wait) {
    this.edge = edge;
    this.buffer = buffer;
    this.left = new ArrayList<>(answers);
    this.wait = wait;
  }

  /**
   * @param wait how long the server may wait for scores
   * @return completes normally, once all answers have ended
   */
  static CompletableFuture<Boolean> run(
      Edge edge, Buffer buffer, List<Pending> answers, Optional<Duration> wait) {
    var delivery = new Delivery(edge, buffer, answers, wait);
    return edge.retry(delivery::attempt).handle(delivery::finish);
  }

  private CompletableFuture<Attempt<Boolean>> attempt() {
    // A client that was closed gives up its answers: what is given up is not sent.
    left.removeIf(Pending::isSettled);
    return left.isEmpty()
        ? CompletableFuture.completedFuture(new Attempt.Done<>(true))
        : edge.post(PATH, NDJSON, body(), wait).thenApply(this::read);
  }

  private byte[] body() {
    int size = left.stream().mapToInt(answer -> answer.json().length + 1).sum();
    var body = new byte[size];
    int at = 0;
    for (var answer : left) {
      System.arraycopy(answer.json(), 0, body, at, answer.json().length);
      at += answer.json().length;
      body[at++] = '\n';
    }
    return body;
  }

  private Attempt<Boolean> read(Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      var items = Wire.items(answered.body(), left.stream().map(Pending::id).toList());
      if (items.isPresent()) {
        settle(items.get());
        if (left.isEmpty()) {
          return new Attempt.Done<>(true);
        }
        if (answered.status() < 300) {
          return new Attempt.Again<>(
              "not all answers are acknowledged", Optional.empty(), Optional.empty());
        }
      }
    }
    return edge.trouble(reply);
  }

  private void settle(List<Wire.Item> items) {
    var receipts = new HashMap<Pending, Receipt>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Wire.Item.Settled settled) {
        receipts.put(left.get(i), settled.receipt());
      }
    }
    left.removeIf(receipts::containsKey);
    buffer.receipts(receipts);
  }

  /** Whatever is left has no receipt. */
  private boolean finish(Attempt<Boolean> last, Throwable fault) {
    if (fault != null) {
      buffer.failed(left, edge.fault(fault));
    } else if (last instanceof Attempt.Failed<Boolean> failed) {
      buffer.failed(left, failed.reason());
    } else if (last instanceof Attempt.Again<Boolean> again) {
      buffer.failed(left, edge.givenUp(again));
    }
    return true;
  }
}
