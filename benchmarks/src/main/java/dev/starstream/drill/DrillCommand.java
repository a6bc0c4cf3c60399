package dev.starstream.drill;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The drill as a command. */
@Command(
    name = "starstream drill",
    mixinStandardHelpOptions = true,
    description =
        "Streams answers through a pipeline of its own while faults happen, and checks that every"
            + " one is there once. Needs nothing that runs already.",
    footer = {
      "%nExamples:",
      "  starstream drill                                         as in the build",
      "  starstream drill --answers 1000000 --faults 100 --seed 7",
      "  starstream drill --break no-view-window                  must fail",
      "%nWhat each fault is: docs/FAULT-DRILL.md"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Every promise was kept", "1:One was not", "2:The call is wrong"})
public final class DrillCommand implements Callable<Integer> {

  @Option(names = "--answers", defaultValue = "20000", description = "Default: ${DEFAULT-VALUE}")
  private int answers;

  @Option(names = "--faults", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int faults;

  @Option(
      names = "--seed",
      defaultValue = "214",
      description =
          "The same one gives the same faults in the same order. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "FAULT",
      description = "Faults to choose from, such as kill-sink,cut-kafka.")
  private List<String> only = List.of();

  @Option(
      names = "--break",
      paramLabel = "HOW",
      description = "Breaks the sink on purpose: commit-first, no-view-window or content-token.")
  private String breakage;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the report there as JSON.")
  private Path json;

  /** Runs the drill. */
  public static void main(String... args) {
    System.exit(new CommandLine(new DrillCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    var broken = Optional.ofNullable(breakage).map(DrillCommand::breakage);
    // Some breakages show without any fault.
    var needsFaults = broken.isEmpty() || !broken.get().revealedBy().isEmpty();
    var drill =
        new Drill(
            new Drill.Spec(
                answers,
                needsFaults ? faults : 0,
                seed,
                only.stream().map(DrillCommand::kind).collect(Collectors.toSet()),
                broken),
            System.err::println);
    var report = drill.run();
    System.out.print(report.text());
    if (json != null) {
      Files.writeString(json, report.json() + "\n", StandardCharsets.UTF_8);
    }
    return report.passed() ? 0 : 1;
  }

  private static FaultKind kind(String id) {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "fault: "
                        + id
                        + " (expected: one of "
                        + Arrays.stream(FaultKind.values())
                            .map(FaultKind::id)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  private static Breakage breakage(String id) {
    return Arrays.stream(Breakage.values())
        .filter(breakage -> breakage.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--break: "
                        + id
                        + " (expected: commit-first, no-view-window or content-token)"));
  }
}
