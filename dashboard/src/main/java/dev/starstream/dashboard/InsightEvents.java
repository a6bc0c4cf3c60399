package dev.starstream.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.aggregates.ArrivedLately;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/insights/events}: server-sent events (WHATWG HTML, section 9.2) that tell when the
 * insights of the caller's tenant have something new. {@code ready} when the stream is open; {@code
 * scores} with {@code {answers, lastEvent, lastScored}} (rows of the last minute, times in ISO
 * 8601) when rows have come; {@code trouble} when the database has stopped answering, {@code
 * scores} when it answers again. A comment every 15 s keeps the stream open, for ten minutes at
 * most.
 *
 * <p>While anybody of a tenant listens, and no longer, the database is asked twice a second, once
 * for all of the tenant's streams. A stream holds no thread; a client that does not read gets the
 * newest event alone once it reads on. 406 unless {@code Accept} has {@code text/event-stream}; 503
 * with {@code Retry-After} when too many streams are open.
 */
public final class InsightEvents implements Consumer<JavalinConfig> {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** Looks left out after one that failed: a database in trouble is asked every two seconds. */
  private static final int REST_IN_TROUBLE = 3;

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** A database that hangs keeps so many tenants waiting and no more. */
  private static final int THREADS = 4;

  private static final Logger log = LoggerFactory.getLogger(InsightEvents.class);

  private final Function<String, ArrivedLately> look;
  private final Function<Context, String> tenantOf;
  private final int maxStreams;

  /** By tenant; guarded by itself, as are {@code streams} and {@code scheduler}. */
  private final Map<String, Watch> watches = new HashMap<>();

  private int streams;
  private ScheduledExecutorService scheduler;

  /**
   * @param look what has come lately for a tenant; asked on a thread of this class
   * @param tenantOf the tenant of a request's caller
   * @param maxStreams how many streams may be open at once
   */
  public InsightEvents(
      Function<String, ArrivedLately> look, Function<Context, String> tenantOf, int maxStreams) {
    this.look = look;
    this.tenantOf = tenantOf;
    this.maxStreams = maxStreams;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/v1/insights/events", this::open);
    config.events.serverStarting(this::start);
    config.events.serverStopping(this::stop);
  }

  private void start() {
    synchronized (watches) {
      scheduler =
          Executors.newScheduledThreadPool(
              THREADS,
              task -> {
                var thread = new Thread(task, "insight-events");
                thread.setDaemon(true);
                return thread;
              });
    }
  }

  /** Ends all streams: a server that stops waits for its requests. */
  private void stop() {
    var open = new ArrayList<EventStream>();
    synchronized (watches) {
      if (scheduler != null) {
        scheduler.shutdownNow();
        scheduler = null;
      }
      watches.values().forEach(watch -> open.addAll(watch.listeners));
    }
    // Each takes itself out of the watches.
    open.forEach(EventStream::end);
  }

  private void open(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    var accept = ctx.header("Accept");
    if (accept == null || !accept.contains("text/event-stream")) {
      Problems.answer(
          ctx,
          406,
          "not-acceptable",
          "this resource is a stream of events (expected: Accept: text/event-stream)");
      return;
    }
    var tenant = tenantOf.apply(ctx);
    var stream = new EventStream(ctx.res(), System.nanoTime() + LONGEST.toNanos());
    if (!add(tenant, stream)) {
      Problems.answerUnavailable(
          ctx, "busy", "too many streams are open already (expected: at most " + maxStreams + ")");
      return;
    }
    // However it ends: by its time, the client or the server.
    var unused = stream.ended().whenComplete((done, failure) -> remove(tenant, stream));
    ctx.future(
        () -> {
          stream.begin("ready", "{}");
          return stream.ended();
        });
  }

  private boolean add(String tenant, EventStream stream) {
    synchronized (watches) {
      if (streams >= maxStreams || scheduler == null) {
        return false;
      }
      streams++;
      var watch = watches.get(tenant);
      if (watch == null) {
        watch = new Watch(tenant);
        watches.put(tenant, watch);
        watch.task =
            scheduler.scheduleWithFixedDelay(watch, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      }
      watch.listeners.add(stream);
      return true;
    }
  }

  private void remove(String tenant, EventStream stream) {
    synchronized (watches) {
      streams--;
      var watch = watches.get(tenant);
      watch.listeners.remove(stream);
      if (watch.listeners.isEmpty()) {
        watch.task.cancel(false);
        watches.remove(tenant);
      }
    }
  }

  /** One tenant's look at the database, for all who listen. */
  private final class Watch implements Runnable {
    private final String tenant;
    private final Set<EventStream> listeners = ConcurrentHashMap.newKeySet();
    private ScheduledFuture<?> task;

    // Of the one run at a time.
    private ArrivedLately last;
    private boolean troubled;
    private int rest;
    private long lastSign = System.nanoTime();

    Watch(String tenant) {
      this.tenant = tenant;
    }

    @Override
    public void run() {
      if (rest > 0) {
        rest--;
        return;
      }
      try {
        var now = look.apply(tenant);
        if (troubled || (last != null && now.hasMoreThan(last))) {
          send("scores", json(now));
        }
        last = now;
        troubled = false;
      } catch (RuntimeException e) {
        // It goes on: what is thrown here would end the looking for good.
        if (!troubled) {
          var trouble = DatabaseTrouble.of(e);
          var event = trouble == DatabaseTrouble.OTHER ? log.atError().setCause(e) : log.atWarn();
          event
              .addKeyValue("tenantId", tenant)
              .addKeyValue("trouble", trouble)
              .log("no look at what is new");
          send("trouble", "{}");
        }
        troubled = true;
        rest = REST_IN_TROUBLE;
      }
      var time = System.nanoTime();
      listeners.forEach(stream -> stream.endAfter(time));
      if (time - lastSign >= KEEP_ALIVE.toNanos()) {
        lastSign = time;
        listeners.forEach(EventStream::keepAlive);
      }
    }

    private void send(String event, String json) {
      lastSign = System.nanoTime();
      listeners.forEach(stream -> stream.send(event, json));
    }
  }

  private static String json(ArrivedLately lately) {
    var json = JsonNodeFactory.instance.objectNode().put("answers", lately.answers());
    if (lately.answers() > 0) {
      json.put("lastEvent", lately.ingestedAt().toString())
          .put("lastScored", lately.scoredAt().toString());
    }
    return json.toString();
  }
}
