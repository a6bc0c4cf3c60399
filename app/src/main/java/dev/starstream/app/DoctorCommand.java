package dev.starstream.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.starstream.app.doctor.Doctor;
import dev.starstream.app.doctor.DoctorReport;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at this machine, the settings, Kafka, the registry, ClickHouse and the stages, says how"
          + " each stands, and what to do where something is wrong.",
      "It changes nothing and needs nothing to be up. Ends with 0 if all works, with 3 if a server"
          + " is down, with 1 if something is wrong."
    },
    footer = {
      "%nExamples:",
      "  starstream doctor",
      "  starstream --config production.conf doctor",
      "  starstream doctor --json | jq '.checks[] | select(.state != \"ok\")'"
    })
final class DoctorCommand implements Callable<Integer> {

  @ParentCommand private Starstream starstream;

  @Option(names = "--json", description = "A document instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    // What the clients log while a server is away, a finding says in one line.
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    DoctorReport report = doctor().run();
    System.out.println(json ? report.json().toPrettyString() : report.text());
    System.out.flush();
    return switch (report.worst()) {
      case OK, UNKNOWN, WARNING -> CommandLine.ExitCode.OK;
      case WRONG -> CommandLine.ExitCode.SOFTWARE;
      case DOWN -> Starstream.DEPENDENCY_DOWN;
    };
  }

  private Doctor doctor() {
    try {
      return Doctor.of(starstream.settings());
    } catch (Settings.InvalidSettingsException e) {
      return Doctor.ofWrong(e);
    }
  }
}
