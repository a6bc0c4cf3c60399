package dev.starstream.aggregates;

import com.clickhouse.client.api.ClickHouseException;
import dev.starstream.aggregates.VerifyReport.Check;
import dev.starstream.schemas.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Checks the sink's promise on what is there: every record of the topics is a row once, nothing
 * else is, every answer has its text, and every rollup equals a recount. It changes nothing.
 *
 * <p>The system may be at work meanwhile. A topic is compared up to the offset that the sink has
 * committed. A table, its texts and its rollups are not written in one step, so a difference counts
 * only if it stays the same in three comparisons, between which the inserts under way came to their
 * end.
 *
 * <p>What is compared is cut into windows, so memory does not grow with the number of answers. May
 * be run again and again, by one thread at a time.
 */
public final class Verifier {

  /** How many differences of a check are named; all are counted. */
  public static final int LISTED = 20;

  private static final int COMPARISONS = 6;

  /** An insert that is under way for longer is an outage: what is half there is a difference. */
  private static final Duration INSERTS_END = Duration.ofSeconds(30);

  /** What a verifier asks. */
  public enum Server {
    KAFKA("Kafka"),
    REGISTRY("the schema registry"),
    CLICKHOUSE("ClickHouse");

    private final String words;

    Server(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** A server cannot be reached or refuses. */
  public static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Server server;

    UnavailableException(Server server, Throwable cause) {
      super(server + ": " + cause.getMessage(), cause);
      this.server = server;
    }

    public Server server() {
      return server;
    }
  }

  private final SinkConfig config;
  private final Clock clock;
  private final Duration pause;

  private Verifier(SinkConfig config, Clock clock, Duration pause) {
    this.config = config;
    this.clock = clock;
    this.pause = pause;
  }

  /** A verifier of what the sink with this configuration writes, in whichever process. */
  public static Verifier of(SinkConfig config) {
    return new Verifier(config, Clock.systemUTC(), Duration.ofSeconds(2));
  }

  /** The same with another pause between two comparisons of what differed. */
  public Verifier withPause(Duration pause) {
    return new Verifier(config, clock, pause);
  }

  /**
   * Compares everything.
   *
   * @param since only records of this time or later, answers inserted since and days that these
   *     belong to; empty for all
   * @throws UnavailableException if a server is away; nothing is known then
   */
  public VerifyReport run(Optional<Instant> since) {
    var at = clock.instant();
    try (var client = ClickHouse.openClient(config.clickHouse());
        var offsets = SinkOffsets.open(config);
        var topics = new RecordIds(config.kafka())) {
      var checks = new ArrayList<OpenCheck>();
      var tables = new TableChecks(client, since, at);
      // Topics first: they take longest, and what was in flight has arrived by the end.
      new TopicChecks(client, topics, AvroSerdes.of(config.registry()), tables.hasErased())
          .add(checks, offsets.progress(), since);
      tables.add(checks);
      checks.forEach(OpenCheck::compare);
      for (var again = 1; again < COMPARISONS && differs(checks); again++) {
        awaitInserts(offsets);
        checks.forEach(OpenCheck::compareAgain);
      }
      return new VerifyReport(
          at,
          since,
          Duration.between(at, clock.instant()),
          checks.stream().map(OpenCheck::result).toList());
    } catch (ClickHouseException | KafkaException e) {
      throw unavailable(e);
    }
  }

  private static UnavailableException unavailable(RuntimeException e) {
    if (e instanceof ClickHouseException) {
      return new UnavailableException(Server.CLICKHOUSE, e);
    }
    return new UnavailableException(
        e instanceof SerializationException ? Server.REGISTRY : Server.KAFKA, e);
  }

  private static boolean differs(List<OpenCheck> checks) {
    return checks.stream().anyMatch(OpenCheck::differs);
  }

  private void awaitInserts(SinkOffsets offsets) {
    var underWay = new HashSet<SinkOffsets.Progress>();
    for (var partition : offsets.progress()) {
      if (partition.plannedLast().isPresent()) {
        underWay.add(partition);
      }
    }
    var until = System.nanoTime() + INSERTS_END.toNanos();
    do {
      pause();
      underWay.retainAll(offsets.progress());
    } while (!underWay.isEmpty() && System.nanoTime() - until < 0);
  }

  private void pause() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** A check while it is under way. */
  static final class OpenCheck {

    private final String name;
    private final String question;
    private final List<VerifyWindow> windows;
    private final List<VerifyWindow.Outcome> outcomes = new ArrayList<>();

    OpenCheck(String name, String question, List<VerifyWindow> windows) {
      this.name = name;
      this.question = question;
      this.windows = windows;
    }

    void compare() {
      for (var window : windows) {
        outcomes.add(window.compare());
      }
    }

    void compareAgain() {
      for (var i = 0; i < windows.size(); i++) {
        if (!outcomes.get(i).equal()) {
          outcomes.set(i, windows.get(i).compare().and(outcomes.get(i)));
        }
      }
    }

    boolean differs() {
      return outcomes.stream().anyMatch(outcome -> !outcome.equal());
    }

    Check result() {
      var first = new ArrayList<VerifyReport.Difference>();
      for (var outcome : outcomes) {
        first.addAll(outcome.first(LISTED - first.size()));
      }
      return new Check(
          name,
          question,
          windows.size(),
          outcomes.stream().mapToLong(VerifyWindow.Outcome::compared).sum(),
          outcomes.stream().mapToLong(VerifyWindow.Outcome::count).sum(),
          first);
    }
  }
}
