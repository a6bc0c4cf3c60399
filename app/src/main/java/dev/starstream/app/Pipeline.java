package dev.starstream.app;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.ArrivedLately;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.Erasure;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Recurring;
import dev.starstream.aggregates.Settlements;
import dev.starstream.aggregates.Sink;
import dev.starstream.aggregates.StoredScores;
import dev.starstream.dashboard.ErasureRoutes;
import dev.starstream.dashboard.InsightEvents;
import dev.starstream.dashboard.InsightRoutes;
import dev.starstream.dashboard.PageRoutes;
import dev.starstream.ingest.Access;
import dev.starstream.ingest.AnswerIntake;
import dev.starstream.ingest.AnswerOutcomes;
import dev.starstream.ingest.AnswerParser;
import dev.starstream.ingest.AnswerPublisher;
import dev.starstream.ingest.CritiqueFollower;
import dev.starstream.ingest.CritiqueRoutes;
import dev.starstream.ingest.Critiques;
import dev.starstream.ingest.HealthRoutes;
import dev.starstream.ingest.IngestRoutes;
import dev.starstream.ingest.IngestServer;
import dev.starstream.ingest.KeyFollower;
import dev.starstream.ingest.OwnQuestions;
import dev.starstream.ingest.QuestionRoutes;
import dev.starstream.ingest.RateLimits;
import dev.starstream.ingest.UpstreamChecks;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.stream.ScoringStreams;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The stages of one process, wired: each of them, or all, with one HTTP server for its routes and
 * its health. Topics, schemas and tables must be there ({@code starstream migrate}).
 */
public final class Pipeline implements AutoCloseable {

  /** What a process does. */
  public enum Role {
    INGEST,
    SCORING,
    SINK,
    DASHBOARD
  }

  /** How often it is looked whether there is enough to settle. */
  private static final Duration SETTLE_INTERVAL = Duration.ofSeconds(30);

  /** One for each open page. */
  private static final int MAX_INSIGHT_STREAMS = 500;

  private static final Duration KEYS_PATIENCE = Duration.ofSeconds(5);

  /** What was opened, last first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final Map<String, Supplier<Optional<String>>> checks = new LinkedHashMap<>();
  private final List<Supplier<Optional<String>>> ends = new ArrayList<>();
  private IngestServer server;

  private Pipeline() {}

  /** Starts the stages; whatever was opened is closed again if one of them fails. */
  public static Pipeline start(Settings settings, Set<Role> roles) {
    var pipeline = new Pipeline();
    try {
      pipeline.open(settings, roles);
      return pipeline;
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** Where the HTTP server listens. */
  public URI uri() {
    return server.uri();
  }

  /** Every route of the HTTP server, such as {@code GET /v1/answers}, parameters in braces. */
  public List<String> routes() {
    return server.routes();
  }

  /** What keeps the stages from working, by check; empty if nothing does. */
  public Map<String, String> troubles() {
    var troubles = new LinkedHashMap<String, String>();
    checks.forEach((name, check) -> check.get().ifPresent(trouble -> troubles.put(name, trouble)));
    return troubles;
  }

  /** The stage that has stopped by itself and will not go on; empty if none has. */
  public Optional<String> ended() {
    return ends.stream().flatMap(end -> end.get().stream()).findFirst();
  }

  /**
   * Stops what was opened last first: no request is taken that could not be worked on. A stage that
   * cannot be closed keeps none of the others open.
   */
  @Override
  public void close() {
    IllegalStateException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("a stage could not be closed", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void open(Settings settings, Set<Role> roles) {
    var catalogue = QuestionCatalogue.load();
    var routes = new ArrayList<Consumer<JavalinConfig>>();
    if (roles.contains(Role.INGEST) || roles.contains(Role.DASHBOARD)) {
      routes.add(openAccess(settings));
    }
    var metrics = opened(new Metrics());
    if (roles.contains(Role.SINK)) {
      inBackground(() -> openSink(settings, metrics));
    }
    if (roles.contains(Role.SCORING)) {
      inBackground(() -> openScoring(settings, catalogue, metrics));
    }
    if (roles.contains(Role.INGEST)) {
      var questions = opened(OwnQuestions.open(settings.publisher(), catalogue, Clock.systemUTC()));
      checks.put("questions", questions::trouble);
      routes.addAll(openIngest(settings, catalogue, questions));
      routes.add(new QuestionRoutes(catalogue, questions));
    }
    if (roles.contains(Role.DASHBOARD)) {
      routes.addAll(openInsights(settings));
      routes.add(new ErasureRoutes(openErasure(settings), Access::tenant));
      routes.add(new PageRoutes(catalogue));
    }
    routes.add(new HealthRoutes(checks));
    routes.add(new DocumentRoutes());
    routes.add(metrics);
    var http = settings.http();
    server = opened(IngestServer.start(http.host(), http.port(), http.tls(), routes));
  }

  /** A process that has no route for callers knows none: forgotten routes fail. */
  private Access openAccess(Settings settings) {
    var limits = new RateLimits(settings.http().rates());
    return switch (settings.http().auth()) {
      case OFF -> Access.everyone(settings.tenant(), limits);
      case KEYS -> {
        var follower =
            opened(KeyFollower.start(settings.kafka(), settings.registry(), Clock.systemUTC()));
        checks.put("apiKeys", follower::trouble);
        // While Kafka is away the server starts all the same and answers 503.
        follower.awaitComplete(KEYS_PATIENCE);
        yield Access.keys(follower.keys(), limits);
      }
    };
  }

  /**
   * Starts what reads from Kafka. Its threads take their low priority from the one that starts
   * them, which ends with that: only root could raise a thread again. Where the JVM heeds
   * priorities ({@code -XX:ThreadPriorityPolicy=1}) and the processors are all busy, requests are
   * taken first, and what they bring waits in Kafka.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: all goes on without priorities
  private static void inBackground(Runnable start) {
    try {
      CompletableFuture.runAsync(
              start,
              task -> {
                var thread = new Thread(task, "start-background");
                thread.setPriority(Thread.MIN_PRIORITY);
                thread.start();
              })
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void openSink(Settings settings, Metrics metrics) {
    var sink = opened(Sink.start(settings.sink()));
    metrics.watch(sink);
    opened(VerifyJob.start(settings.sink(), settings.verify(), metrics));
    Supplier<Optional<String>> end =
        () ->
            sink.isRunning()
                ? Optional.empty()
                : Optional.of("the sink has stopped: " + why(sink.failure()));
    checks.put("sink", end);
    ends.add(end);
    var erasure = openErasure(settings);
    // Several at once do no harm.
    opened(
        Recurring.start("erasure-sweep", settings.erasureSweepInterval(), () -> erasure.sweep()));
    var settlements = opened(Settlements.open(settings.clickHouse()));
    opened(Recurring.start("settlement", SETTLE_INTERVAL, settlements::settleIfDue));
  }

  private Erasure openErasure(Settings settings) {
    return opened(Erasure.open(settings.kafka(), settings.registry(), settings.clickHouse()));
  }

  private void openScoring(Settings settings, QuestionCatalogue catalogue, Metrics metrics) {
    var scoring =
        opened(ScoringStreams.start(settings.scoring(), AnswerScorer.load(catalogue), catalogue));
    opened(scoring.measure(metrics.registry()));
    checks.put(
        "scoring",
        () ->
            scoring.isReady()
                ? Optional.empty()
                : Optional.of(
                    scoring.isRunning()
                        ? "scoring is taking over its partitions"
                        : "scoring has stopped: " + why(scoring.failure())));
    ends.add(
        () ->
            scoring.isRunning()
                ? Optional.empty()
                : Optional.of("scoring has stopped: " + why(scoring.failure())));
  }

  private static String why(Optional<? extends Throwable> failure) {
    return failure
        .flatMap(cause -> AccessRefusal.in(cause).map(AccessRefusal::message))
        .or(() -> failure.map(Throwable::getMessage))
        .orElse("see its log");
  }

  private List<Consumer<JavalinConfig>> openIngest(
      Settings settings, QuestionCatalogue catalogue, OwnQuestions questions) {
    var upstream = opened(UpstreamChecks.open(settings.publisher()));
    checks.putAll(upstream.byName());
    var publisher = opened(AnswerPublisher.open(settings.publisher()));
    var intake = new AnswerIntake(publisher, settings.rememberedAnswers());
    var critiques = new Critiques(settings.recentCritiquesBytes());
    var stored = opened(StoredScores.open(settings.clickHouse()));
    opened(CritiqueFollower.start(settings.publisher(), critiques));
    var outcomes = opened(new AnswerOutcomes(critiques, intake, stored::find));
    var parser = new AnswerParser(catalogue, questions, settings.tenant(), Clock.systemUTC());
    return List.of(
        new IngestRoutes(parser, intake, outcomes),
        new CritiqueRoutes(outcomes, settings.maxCritiqueStreams()));
  }

  /** The events first: their path would else be taken for an insight's name. */
  private List<Consumer<JavalinConfig>> openInsights(Settings settings) {
    Client client = opened(ClickHouse.openClient(settings.clickHouse()));
    return List.of(
        new InsightEvents(
            tenant -> ArrivedLately.ask(client, tenant), Access::tenant, MAX_INSIGHT_STREAMS),
        new InsightRoutes(new Insights(client, InsightCatalogue.load()), Access::tenant));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }
}
