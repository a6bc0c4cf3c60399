package dev.starstream.app;

import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.InsightException;
import dev.starstream.aggregates.MigrationException;
import dev.starstream.ingest.AnswerFile;
import dev.starstream.ingest.AnswerImport;
import dev.starstream.ingest.IngestServer;
import dev.starstream.ingest.Tls;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.scoring.stream.RescoringRefusedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Data goes to stdout; logs, progress and errors go to stderr. */
@Command(
    name = "starstream",
    mixinStandardHelpOptions = true,
    versionProvider = Starstream.Version.class,
    description = "Scores interview-practice answers as they stream past.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      MigrateCommand.class,
      QueryCommand.class,
      VerifyCommand.class,
      ScoreCommand.class,
      EvalCommand.class,
      ImportCommand.class,
      EraseCommand.class,
      KeysCommand.class,
      RejectedCommand.class,
      RescoreCommand.class,
      ScorerCommand.class,
      ConfigCommand.class,
      CommandLine.HelpCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done",
      "1:A fault of the program",
      "2:The call or the input is wrong",
      "3:A server that is needed cannot be reached",
      "4:Done, but some answers were rejected or could not be scored",
      "5:The numbers differ"
    })
public final class Starstream {

  public static final int WRONG_CALL = 2;
  public static final int DEPENDENCY_DOWN = 3;
  public static final int SOME_REJECTED = 4;
  public static final int NUMBERS_DIFFER = 5;

  /** How Kafka's clients begin when kafka.properties are not what they can work with. */
  private static final Pattern NO_CLIENT =
      Pattern.compile("Failed to (create new KafkaAdminClient|construct kafka \\w+)");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:STARSTREAM_CONFIG}",
      description = "Settings file (HOCON or JSON); also by STARSTREAM_CONFIG.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "A setting, such as kafka.bootstrap-servers=host:9092. `config` lists them.")
  private Map<String, String> flags = new LinkedHashMap<>();

  /** The command line with all commands of production; `up` and `demo` are added by devstack. */
  public static CommandLine commandLine() {
    return new CommandLine(new Starstream())
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Runs one command. */
  public static void main(String... args) {
    System.exit(commandLine().execute(args));
  }

  /** The settings in force: flags over environment over file over defaults. */
  public Settings settings() {
    return settings(Map.of());
  }

  /** The settings in force, with some that a command decides. */
  public Settings settings(Map<String, String> decided) {
    var all = new LinkedHashMap<>(flags);
    all.putAll(decided);
    return Settings.load(
        Optional.ofNullable(file).filter(path -> !path.toString().isBlank()), System.getenv(), all);
  }

  /** One line that says what is wrong; a stack trace only for a fault of ours. */
  private static int failed(Exception e, CommandLine command) {
    if (e instanceof Settings.InvalidSettingsException
        || e instanceof InsightException
        || e instanceof AnswerFile.UnreadableFileException
        || e instanceof RescoringRefusedException
        || e instanceof ActiveScorer.UnknownVersionException
        || e instanceof IngestServer.PortUnavailableException
        || e instanceof Tls.UnusableTlsException) {
      return said(e.getMessage(), command, WRONG_CALL);
    }
    if (e instanceof DependencyException
        || e instanceof MigrationException
        || e instanceof AnswerImport.StoppedException) {
      return said(e.getMessage(), command, DEPENDENCY_DOWN);
    }
    var refusal = AccessRefusal.in(e);
    if (refusal.isPresent()) {
      return said(refusal.get().message(), command, DEPENDENCY_DOWN);
    }
    if (isOfClientSettings(e)) {
      return said("kafka.properties: " + DependencyException.messages(e), command, WRONG_CALL);
    }
    command.getErr().println(command.getColorScheme().stackTraceText(e));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static boolean isOfClientSettings(Exception e) {
    return e instanceof ConfigException
        || (e instanceof KafkaException
            && e.getMessage() != null
            && NO_CLIENT.matcher(e.getMessage()).lookingAt());
  }

  private static int said(String message, CommandLine command, int exitCode) {
    command.getErr().println(command.getColorScheme().errorText("starstream: " + message));
    return exitCode;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Starstream.class.getPackage().getImplementationVersion();
      return new String[] {"starstream " + (version == null ? "(built in place)" : version)};
    }
  }
}
