package dev.starstream.app;

import dev.starstream.aggregates.AccessException;
import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.InsightException;
import dev.starstream.aggregates.MigrationException;
import dev.starstream.ingest.AnswerImport;
import dev.starstream.ingest.ImportCheckpoint;
import dev.starstream.ingest.IngestServer;
import dev.starstream.ingest.Tls;
import dev.starstream.ingest.UnreadableFileException;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.Nearest;
import dev.starstream.scoring.stream.RescoringRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

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
      DoctorCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  starstream migrate",
      "  starstream serve all",
      "  starstream query mistakes-by-company --help",
      "  starstream doctor"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done",
      "1:A fault of the program; doctor: something is wrong",
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
    var commandLine =
        new CommandLine(new Starstream())
            .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
            .setParameterExceptionHandler((e, parsed) -> wrongCall(e))
            .setCaseInsensitiveEnumValuesAllowed(true);
    commandLine
        .getSubcommands()
        .get("help")
        .getCommandSpec()
        .usageMessage()
        .footer("%nExamples:", "  starstream help", "  starstream help import");
    return commandLine;
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
        || e instanceof UnreadableFileException
        || e instanceof ImportCheckpoint.MismatchException
        || e instanceof RescoringRefusedException
        || e instanceof ActiveScorer.UnknownVersionException
        || e instanceof IngestServer.PortUnavailableException
        || e instanceof Tls.UnusableTlsException) {
      return said(e.getMessage(), command, WRONG_CALL);
    }
    if (e instanceof DependencyException
        || e instanceof MigrationException
        || e instanceof AccessException
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
    if ((e instanceof UncheckedIOException ? e.getCause() : e)
        instanceof FileSystemException file) {
      return said(file.getFile() + ": " + reason(file), command, WRONG_CALL);
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

  /** Java tells some reasons by the class alone, as NoSuchFileException. */
  private static String reason(FileSystemException e) {
    return e.getReason() == null
        ? e.getClass().getSimpleName().replace("Exception", "")
        : e.getReason();
  }

  private static int said(String message, CommandLine command, int exitCode) {
    command.getErr().println(command.getColorScheme().errorText("starstream: " + message));
    return exitCode;
  }

  /** One line: what is wrong, what was probably meant, and where to read on. */
  private static int wrongCall(ParameterException e) {
    var command = e.getCommandLine();
    var hint =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()
            ? Nearest.hint(meant(unmatched.getUnmatched().get(0), command))
            : "";
    return said(
        e.getMessage().strip()
            + hint
            + " ("
            + command.getCommandSpec().qualifiedName()
            + " --help shows examples)",
        command,
        WRONG_CALL);
  }

  private static Optional<String> meant(String word, CommandLine command) {
    if (!word.startsWith("-")) {
      return Nearest.of(word, command.getSubcommands().keySet());
    }
    var names =
        command.getCommandSpec().options().stream()
            .flatMap(option -> Stream.of(option.names()))
            .toList();
    return Nearest.of(word.replaceFirst("=.*", ""), names);
  }

  /** Version, commit if the build was told it, and Java. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      var manifest = manifest();
      var version = manifest.getValue("Implementation-Version");
      var commit = manifest.getValue("Starstream-Commit");
      return new String[] {
        "starstream "
            + (version == null ? "(built in place)" : version)
            + (commit == null || commit.isBlank() ? "" : " (commit " + commit + ")"),
        "Java " + Runtime.version() + ", " + System.getProperty("java.vm.vendor")
      };
    }

    /** Of the jar that this class is in; without entries if it is in no jar. */
    private static Attributes manifest() throws IOException {
      var jar = Path.of(URI.create(location()));
      if (!Files.isRegularFile(jar)) {
        return new Attributes();
      }
      try (var open = new JarFile(jar.toFile())) {
        return open.getManifest().getMainAttributes();
      }
    }

    private static String location() {
      return Starstream.class.getProtectionDomain().getCodeSource().getLocation().toString();
    }
  }
}
