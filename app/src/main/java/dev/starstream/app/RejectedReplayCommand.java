package dev.starstream.app;

import com.clickhouse.client.api.ClientException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.RejectReplay;
import dev.starstream.aggregates.RejectReplay.Counts;
import dev.starstream.aggregates.RejectReplay.Fate;
import dev.starstream.aggregates.RejectSelection;
import dev.starstream.aggregates.RejectedAnswers;
import dev.starstream.aggregates.RejectedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Puts rejected records back to the topic they came from, byte for byte. Replaying twice adds"
          + " nothing: what passes is counted once, what fails again for the same reason is the same"
          + " reject.",
      "At least one of --reason, --since and --id must say what to replay."
    },
    footer = {
      "%nExamples:",
      "  starstream rejected replay --reason unknown_question --dry-run",
      "  starstream rejected replay --reason not_insertable --since 2026-11-20",
      "  starstream rejected replay --id 6f0b6a0c-6f3c-5f5b-8d4b-0a4b9a3a8b57"
    })
final class RejectedReplayCommand implements Callable<Integer> {

  @ParentCommand private RejectedCommand rejected;

  @Spec private CommandSpec spec;

  @Mixin private RejectFilter filter;

  @Option(
      names = "--id",
      paramLabel = "ID",
      split = ",",
      arity = "1..*",
      description = "Only these rejects.")
  private Set<UUID> ids = new LinkedHashSet<>();

  @Option(names = "--dry-run", description = "Say what would be replayed, and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for Kafka; default: ${DEFAULT-VALUE}")
  private long patienceSeconds;

  @Option(names = "--json", description = "Print the counts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var selection = selection();
    var settings = rejected.settings();
    var known = new LinkedHashSet<UUID>();
    Counts counts;
    Optional<String> stopped = Optional.empty();
    try (var client = ClickHouse.openClient(settings.clickHouse())) {
      var rejects = new RejectedAnswers(client);
      try (var replay =
          dryRun
              ? RejectReplay.dry(rejects, (one, fate) -> tell(known, one, fate))
              : RejectReplay.open(
                  rejects,
                  settings.kafka(),
                  Duration.ofSeconds(patienceSeconds),
                  (one, fate) -> tell(known, one, fate))) {
        counts = replay.run(selection);
      } catch (RejectReplay.StoppedException e) {
        counts = e.counts();
        stopped = Optional.of(e.getMessage());
      }
    } catch (ClientException e) {
      throw new DependencyException("ClickHouse", settings.clickHouse().url().toString(), e);
    }
    print(counts, stopped);
    if (stopped.isPresent()) {
      System.err.println("starstream: " + stopped.get());
      return Starstream.DEPENDENCY_DOWN;
    }
    for (var id : selection.ids()) {
      if (!known.contains(id)) {
        System.err.println("starstream: " + id + ": no such reject (expected: an id of the list)");
      }
    }
    if (!known.containsAll(selection.ids())) {
      return Starstream.WRONG_CALL;
    }
    return counts.of(Fate.REFUSED) == 0 ? 0 : Starstream.SOME_REJECTED;
  }

  private RejectSelection selection() {
    var selection = filter.selection(ids);
    if (selection.reasons().isEmpty() && selection.since().isEmpty() && ids.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "Nothing says what to replay (expected: at least one of --reason, --since and --id)");
    }
    // What a replay rejects anew, for another reason, must not be taken up by the same replay.
    return ids.isEmpty() && selection.until().isEmpty()
        ? selection.until(Instant.now())
        : selection;
  }

  private void tell(Set<UUID> known, RejectedRecord reject, Fate fate) {
    known.add(reject.rejectId());
    var origin = reject.origin();
    if (dryRun && !json) {
      System.out.printf(
          "%s  %s  %s-%d@%d  %s%n",
          reject.rejectId(),
          reject.reason(),
          origin.topic(),
          origin.partition(),
          origin.offset(),
          fate == Fate.REPLAYED
              ? reject.payload().orElseThrow().length + " bytes"
              : "skipped: " + said(fate));
    } else if (fate == Fate.REFUSED) {
      System.err.println("starstream: " + reject.rejectId() + ": " + said(fate));
    }
  }

  private static String said(Fate fate) {
    return switch (fate) {
      case REPLAYED -> "replayed";
      case ERASED -> "of an erased candidate";
      case WITHOUT_BYTES -> "without bytes";
      case OTHER_TOPIC -> "from another topic";
      case REFUSED -> "refused by Kafka as too large or out of time";
      case UNCONFIRMED -> "sent and not confirmed";
    };
  }

  private void print(Counts counts, Optional<String> stopped) {
    if (json) {
      System.out.println(json(counts, stopped));
      return;
    }
    var byReason =
        counts.byReason(Fate.REPLAYED).entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    System.out.printf(
        "%d %s%s%n",
        counts.of(Fate.REPLAYED),
        dryRun ? "would be replayed" : "replayed",
        byReason.isEmpty() ? "" : ": " + byReason);
    for (var fate : Fate.values()) {
      if (fate != Fate.REPLAYED && counts.of(fate) > 0) {
        System.out.printf("%d %s%n", counts.of(fate), said(fate));
      }
    }
  }

  private String json(Counts counts, Optional<String> stopped) {
    var node = JsonNodeFactory.instance.objectNode();
    node.put("dryRun", dryRun);
    node.put(dryRun ? "wouldReplay" : "replayed", counts.of(Fate.REPLAYED));
    var byReason = node.putObject("byReason");
    counts.byReason(Fate.REPLAYED).forEach(byReason::put);
    var skipped = node.putObject("skipped");
    skipped.put("erased", counts.of(Fate.ERASED));
    skipped.put("withoutBytes", counts.of(Fate.WITHOUT_BYTES));
    skipped.put("otherTopic", counts.of(Fate.OTHER_TOPIC));
    node.put("refused", counts.of(Fate.REFUSED));
    node.put("unconfirmed", counts.of(Fate.UNCONFIRMED));
    stopped.ifPresent(reason -> node.put("stopped", reason));
    return node.toString();
  }
}
