package dev.starstream.app.doctor;

import dev.starstream.app.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes all checks side by side and gives each its finding, whatever does not answer. */
public final class Doctor {

  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final List<Finding> known;
  private final List<Examination> examinations;
  private final Duration patience;

  Doctor(List<Finding> known, List<Examination> examinations, Duration patience) {
    this.known = List.copyOf(known);
    this.examinations = List.copyOf(examinations);
    this.patience = patience;
  }

  /** Looks at everything that these settings speak of. */
  public static Doctor of(Settings settings) {
    return new Doctor(
        List.of(Finding.ok("settings", settings.changed().size() + " differ from their defaults")),
        List.of(
            new MachineChecks(settings.scoring().stateDir()),
            new HttpChecks(settings.http()),
            new KafkaChecks(settings),
            new RegistryChecks(settings),
            new ClickHouseChecks(settings.clickHouse())),
        PATIENCE);
  }

  /** Where the settings are wrong nobody knows which servers to ask. */
  public static Doctor ofWrong(Settings.InvalidSettingsException wrong) {
    return new Doctor(
        wrong.problems().stream()
            .map(
                problem ->
                    Finding.wrong(
                        "settings", problem, "mend it; `starstream config --help` says where"))
            .toList(),
        List.of(),
        PATIENCE);
  }

  /** Takes a few seconds at most, 8 if something does not answer. */
  public DoctorReport run() {
    var threads =
        Executors.newCachedThreadPool(
            work -> {
              var thread = new Thread(work, "doctor");
              thread.setDaemon(true);
              return thread;
            });
    var end = System.nanoTime() + patience.toNanos();
    var under = new LinkedHashMap<Examination, Visit>();
    for (var examination : examinations) {
      var found = new CopyOnWriteArrayList<Finding>();
      under.put(
          examination,
          new Visit(
              found,
              threads.submit(
                  () -> {
                    examination.examine(found::add);
                    return null;
                  })));
    }
    var findings = new ArrayList<>(known);
    for (Map.Entry<Examination, Visit> entry : under.entrySet()) {
      findings.addAll(entry.getValue().findings(entry.getKey(), end));
    }
    threads.shutdownNow();
    return new DoctorReport(findings);
  }

  /** An examination under way. */
  private record Visit(List<Finding> found, Future<Void> future) {

    List<Finding> findings(Examination examination, long end) {
      var trouble = trouble(end);
      var findings = new ArrayList<>(found);
      var told = findings.stream().map(Finding::check).toList();
      var missing = examination.checks().stream().filter(check -> !told.contains(check)).toList();
      for (int i = 0; i < missing.size(); i++) {
        findings.add(
            i == 0
                ? Finding.down(missing.get(0), trouble, examination.cure())
                : Finding.unknown(
                    missing.get(i), "not asked, since " + missing.get(0) + " is down"));
      }
      return findings;
    }

    private String trouble(long end) {
      try {
        future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        return "no answer";
      } catch (TimeoutException e) {
        future.cancel(true);
        return "no answer in time";
      } catch (ExecutionException e) {
        return said(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      }
    }
  }

  /** The last cause has the reason; one line of it. */
  private static String said(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    var message = cause.getMessage() == null ? "" : cause.getMessage().strip();
    var first = message.lines().findFirst().orElse("");
    return first.isEmpty()
        ? cause.getClass().getSimpleName()
        : cause.getClass().getSimpleName() + ": " + first;
  }
}
