package dev.starstream.drill;

import dev.starstream.devstack.Component;
import dev.starstream.drill.FaultProxy.Step;
import dev.starstream.drill.FaultProxy.Verdict;
import dev.starstream.drill.FaultSchedule.Fault;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Does the faults, one after the other. Used by one thread. */
final class Faults {

  /** The sink's and scoring's: who sleeps longer has lost its partitions. */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  private static final Duration TRAP_PATIENCE = Duration.ofSeconds(20);
  private static final List<String> CLOCK_JUMPS = List.of("+1h", "-1h", "+10d", "-10d");

  private final Rig rig;
  private final Stage sink;
  private final Stage scoring;
  private final Stage secondSink;
  private final Stage secondScoring;
  private final Recoveries recoveries;

  /** Whether answers flowed after the fault before, or before the first. */
  private boolean sound = true;

  private final Map<String, Integer> done = new TreeMap<>();
  private final Map<String, Integer> missed = new TreeMap<>();

  Faults(Rig rig, Stage sink, Stage scoring, Stage secondSink, Recoveries recoveries) {
    this.rig = rig;
    this.sink = sink;
    this.scoring = scoring;
    this.secondSink = secondSink;
    this.secondScoring = rig.scoring("scoring-2");
    this.recoveries = recoveries;
  }

  /** What this machine can do. */
  static Set<FaultKind> possible(Rig rig) {
    var kinds = EnumSet.allOf(FaultKind.class);
    if (rig.disk().isEmpty()) {
      kinds.remove(FaultKind.DISK_FULL);
    }
    if (rig.clock().isEmpty()) {
      kinds.remove(FaultKind.CLOCK_JUMP);
    }
    return kinds;
  }

  /** Faults by kind. */
  Map<String, Integer> done() {
    return done;
  }

  /** Faults that waited for a moment which did not come, by kind. */
  Map<String, Integer> missed() {
    return missed;
  }

  /** Does one fault, and its gap. */
  void perform(Fault fault) throws Exception {
    var random = new SplittableRandom(fault.chance());
    var happened = perform(fault, random);
    (happened ? done : missed).merge(fault.kind().id(), 1, Integer::sum);
    if (fault.awaitsRecovery()) {
      recoveries.awaitQuietly(System.currentTimeMillis());
    }
    sound = fault.awaitsRecovery();
    Thread.sleep(fault.gap().toMillis());
  }

  private boolean perform(Fault fault, SplittableRandom random) throws Exception {
    var kafka = rig.kafkaProxy();
    var clickHouse = rig.clickHouseProxy();
    return switch (fault.kind()) {
      case KILL_SINK -> killed(fault, "sink", sink::kill);
      case KILL_SCORING -> killed(fault, "scoring", scoring::kill);
      case KILL_BROKER -> killed(fault, "kafka", server(Component.Role.KAFKA)::kill);
      case KILL_CLICKHOUSE -> killed(fault, "clickhouse", server(Component.Role.CLICKHOUSE)::kill);
      case KILL_REGISTRY -> killed(fault, "registry", server(Component.Role.REGISTRY)::kill);
      case KILL_SINK_MID_INSERT ->
          killedAt(fault, "sink", Step.SENT, "answer_scores", 0, sink::kill);
      case KILL_SINK_BETWEEN_TABLES ->
          killedAt(fault, "sink", Step.ANSWERED, "answer_scores", 0, sink::kill);
      case KILL_SINK_BEFORE_COMMIT ->
          killedAt(fault, "sink", Step.ANSWERED, "answer_texts", 0, sink::kill);
      case KILL_CLICKHOUSE_MID_INSERT ->
          killedAt(
              fault,
              "clickhouse",
              Step.SENT,
              "answer_scores",
              random.nextInt(25),
              server(Component.Role.CLICKHOUSE)::kill);
      case KILL_SINK_IN_OUTAGE -> {
        clickHouse.refuse();
        Thread.sleep(1500 + random.nextInt(1500));
        sink.kill();
        Thread.sleep(random.nextInt(1000));
        clickHouse.heal();
        yield recovered(fault, "sink", System.currentTimeMillis());
      }
      case PAUSE_SINK -> pause(sink, secondSink, random);
      case PAUSE_SCORING -> pause(scoring, secondScoring, random);
      case SECOND_SINK -> {
        secondSink.start();
        Thread.sleep(4000 + random.nextInt(4000));
        secondSink.stop(random.nextBoolean());
        yield true;
      }
      case LOSE_INSERT_REPLY -> {
        var lost = 0;
        for (var reply = 0; reply < 1 + random.nextInt(3); reply++) {
          lost += at(Step.ANSWERED, reply == 0 ? "answer_scores" : "", () -> Verdict.CUT) ? 1 : 0;
        }
        yield lost > 0;
      }
      case CUT_CLICKHOUSE -> cut(clickHouse, random);
      case CUT_KAFKA -> cut(kafka, random);
      case SLOW_CLICKHOUSE -> {
        clickHouse.slow(20_000 + random.nextInt(60_000));
        yield lasting(4000 + random.nextInt(3000), clickHouse);
      }
      case SLOW_KAFKA -> {
        kafka.slow(50_000 + random.nextInt(100_000));
        yield lasting(4000 + random.nextInt(3000), kafka);
      }
      case HALF_OPEN_CLICKHOUSE -> {
        clickHouse.halfOpen();
        yield lasting(4000 + random.nextInt(4000), clickHouse);
      }
      case HALF_OPEN_KAFKA -> {
        kafka.halfOpen();
        yield lasting(4000 + random.nextInt(4000), kafka);
      }
      case REFUSE_CLICKHOUSE -> {
        clickHouse.refuse();
        yield lasting(2000 + random.nextInt(4000), clickHouse);
      }
      case DISK_FULL -> fillDisk(3000 + random.nextInt(3000));
      case RECREATE_TOPIC -> recreateTopic();
      case CLOCK_JUMP -> jump(random.nextBoolean() ? sink : scoring, random);
    };
  }

  private Server server(Component.Role role) {
    return rig.server(role);
  }

  // Ends of processes

  private boolean killed(Fault fault, String process, Runnable kill) throws InterruptedException {
    var at = System.currentTimeMillis();
    kill.run();
    return recovered(fault, process, at);
  }

  /**
   * Kills at a step of an insert.
   *
   * @return whether the step came
   */
  private boolean killedAt(
      Fault fault, String process, Step step, String table, int delayMillis, Runnable kill)
      throws Exception {
    var at = new AtomicLong();
    var happened =
        at(
            step,
            table,
            () -> {
              sleepQuietly(delayMillis);
              at.set(System.currentTimeMillis());
              kill.run();
              return Verdict.CUT;
            });
    return happened && recovered(fault, process, at.get());
  }

  /** Times a recovery only where the pipeline was sound: of one process, not of two in a row. */
  private boolean recovered(Fault fault, String process, long since) throws InterruptedException {
    if (fault.awaitsRecovery() && sound) {
      recoveries.await(process, since);
    }
    return true;
  }

  /** Whether the step came in time. */
  private boolean at(Step step, String table, Supplier<Verdict> action) throws Exception {
    CompletableFuture<Void> sprung = rig.clickHouseProxy().atNextInsert(step, table, action);
    try {
      sprung.get(TRAP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      rig.clickHouseProxy().disarm();
      return false;
    }
  }

  private static void sleepQuietly(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Pauses

  /** One sleeps until another has its partitions, and wakes into them. */
  private boolean pause(Stage sleeper, Stage other, SplittableRandom random)
      throws InterruptedException {
    var paused = System.currentTimeMillis();
    sleeper.pause();
    other.start();
    Thread.sleep(SESSION_TIMEOUT.toMillis() + 1000);
    // The other has taken over, and is at work.
    recoveries.awaitQuietly(paused + SESSION_TIMEOUT.toMillis());
    sleeper.resume();
    Thread.sleep(1000 + random.nextInt(2000));
    other.stop(random.nextBoolean());
    return true;
  }

  // The network

  private static boolean cut(FaultProxy proxy, SplittableRandom random)
      throws InterruptedException {
    for (var time = 0; time < 3; time++) {
      proxy.cut();
      Thread.sleep(100 + random.nextInt(900));
    }
    return true;
  }

  private static boolean lasting(int millis, FaultProxy proxy) throws InterruptedException {
    Thread.sleep(millis);
    proxy.heal();
    return true;
  }

  // Disk, topic, clock

  private boolean fillDisk(int millis) throws InterruptedException {
    var disk = rig.disk().orElseThrow();
    var until = System.currentTimeMillis() + millis;
    while (System.currentTimeMillis() < until) {
      disk.fill();
      Thread.sleep(100);
    }
    disk.free();
    return true;
  }

  /** As one would plan it: nothing may be lost that the sink has not read yet. */
  private boolean recreateTopic() throws Exception {
    var topic = Topics.ANSWERS_SCORED.name();
    scoring.stop(true);
    var backlog = rig.scored();
    var patience = System.currentTimeMillis() + Duration.ofMinutes(3).toMillis();
    while (!backlog.isEmpty(topic)) {
      if (System.currentTimeMillis() > patience) {
        scoring.start();
        return false;
      }
      Thread.sleep(200);
    }
    try (var admin = Admin.create(Map.<String, Object>copyOf(rig.settings().kafka()))) {
      var partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      admin.deleteTopics(List.of(topic)).all().get();
      while (!made(admin, new NewTopic(topic, partitions, (short) 1))) {
        Thread.sleep(100);
      }
    }
    scoring.start();
    return true;
  }

  private static boolean made(Admin admin, NewTopic topic) throws InterruptedException {
    try {
      admin.createTopics(List.of(topic)).all().get();
      return true;
    } catch (ExecutionException e) {
      // The old one is still being deleted.
      return false;
    }
  }

  /** A stage runs under a clock that jumps, and then under the true one again. */
  private boolean jump(Stage stage, SplittableRandom random) throws InterruptedException {
    var clock = rig.clock().orElseThrow();
    clock.set("+0");
    stage.environment(clock.environment());
    var killed = System.currentTimeMillis();
    stage.kill();
    recoveries.awaitQuietly(killed);
    for (var time = 0; time < 2; time++) {
      clock.set(CLOCK_JUMPS.get(random.nextInt(CLOCK_JUMPS.size())));
      Thread.sleep(3000);
    }
    clock.set("+0");
    Thread.sleep(1500);
    stage.environment(Map.of());
    stage.kill();
    return true;
  }
}
