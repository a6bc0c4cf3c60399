package dev.starstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.ingest.AnswerFile;
import dev.starstream.ingest.AnswerImport;
import dev.starstream.ingest.AnswerImport.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes the answers of files: JSON (an object a line, or an array), xAPI statements (also as"
          + " {\"statements\":[...]}), CloudEvents, or CSV with a header row of field names. Each may be"
          + " gzip.",
      "Each record is held to the same rules as POST /v1/answers; a refused one is reported with its"
          + " line, its neighbours are published.",
      "Importing a file again adds nothing: a record without id is given one that is made of how the"
          + " file begins, of the record's place in it and of the record.",
      "Where an import is, stands in a checkpoint beside the first file, until it is done: stopped"
          + " or killed, the same command with --resume goes on there."
    },
    footer = {
      "%nExamples:",
      "  starstream import answers.jsonl",
      "  starstream import --format xapi --tenant acme statements.json.gz",
      "  starstream import --dry-run --map person=candidateRef --map notes=- export.csv",
      "  starstream import --resume --rejects refused.ndjson spring.jsonl.gz summer.jsonl.gz"
    })
final class ImportCommand implements Callable<Integer> {

  enum FileFormat {
    AUTO(Optional.empty()),
    JSONL(Optional.of(AnswerFile.Format.JSON_LINES)),
    CSV(Optional.of(AnswerFile.Format.CSV)),
    XAPI(Optional.of(AnswerFile.Format.XAPI)),
    CLOUDEVENTS(Optional.of(AnswerFile.Format.CLOUD_EVENTS));

    private final Optional<AnswerFile.Format> format;

    FileFormat(Optional<AnswerFile.Format> format) {
      this.format = format;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @ParentCommand private Starstream starstream;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files; - for standard input.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}, by name and content")
  private FileFormat format;

  @Option(
      names = "--map",
      paramLabel = "COLUMN=FIELD",
      description = "A column of a CSV file is this field of an answer; - leaves it out.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Tenant that the answers belong to; default: the setting.")
  private String tenant;

  @Option(names = "--resume", description = "Go on where this import was stopped or killed.")
  private boolean resume;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Where to keep the place; default: beside the first file, its name with "
              + ImportRun.CHECKPOINT_SUFFIX)
  private Path checkpoint;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description =
          "Write refused records there, as NDJSON with line, problems and the record as it came.")
  private Path rejects;

  @Option(names = "--dry-run", description = "Check everything and publish nothing.")
  private boolean dryRun;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for Kafka or the registry; default: ${DEFAULT-VALUE}")
  private long patienceSeconds;

  @Option(names = "--json", description = "Print the counts as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    var settings = starstream.settings();
    var plan =
        new ImportRun.Plan(
            files,
            reading(),
            Optional.ofNullable(tenant).orElse(settings.tenant()),
            Optional.ofNullable(checkpoint),
            resume,
            Optional.ofNullable(rejects),
            dryRun,
            Duration.ofSeconds(patienceSeconds));
    demandSense(plan);
    try (var run = ImportRun.open(plan, settings)) {
      try {
        run.run();
      } catch (AnswerImport.StoppedException e) {
        print(run.result());
        run.resumeHint().ifPresent(Terminal::tell);
        throw e;
      }
      print(run.result());
      return run.result().counts().refused() == 0 ? 0 : Starstream.SOME_REJECTED;
    }
  }

  private AnswerFile.Reading reading() {
    try {
      return new AnswerFile.Reading(format.format, columns);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--map: " + e.getMessage());
    }
  }

  private void demandSense(ImportRun.Plan plan) throws IOException {
    for (var file : files) {
      if (!ImportRun.isStandardInput(file)
          && (!Files.isReadable(file) || Files.isDirectory(file))) {
        throw wrong(file + ": cannot be read (expected: a file of answers)");
      }
    }
    if (files.stream().distinct().count() < files.size()) {
      throw wrong("a file is named more than once (expected: once)");
    }
    if (resume && (dryRun || files.stream().anyMatch(ImportRun::isStandardInput))) {
      throw wrong("--resume: there is no place to go on (expected: files, and no --dry-run)");
    }
    for (var written : List.of(plan.checkpointPath(), plan.rejects())) {
      for (var file : files) {
        if (written.isPresent()
            && Files.exists(written.get())
            && Files.exists(file)
            && Files.isSameFile(written.get(), file)) {
          throw wrong(written.get() + ": would be written over (expected: another file)");
        }
      }
    }
    if (!plan.tenant().matches("[a-z0-9-]{1,64}")) {
      throw wrong(
          "--tenant: '"
              + plan.tenant()
              + "' (expected: 1 to 64 lower-case letters, digits or dashes)");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(ImportRun.Result result) {
    if (json) {
      var document = json(result.counts()).put("dryRun", dryRun);
      var each = document.putArray("files");
      result.files().forEach(one -> each.add(json(one.counts()).put("file", one.file())));
      System.out.println(document);
    } else {
      System.out.println(text(result.counts()));
    }
    System.out.flush();
  }

  private String text(Counts counts) {
    return "%d read: %d %s (%d with a warning), %d duplicates, %d refused%s"
        .formatted(
            counts.read(),
            counts.accepted(),
            dryRun ? "would be accepted" : "accepted",
            counts.warned(),
            counts.duplicates(),
            counts.refused(),
            counts.withoutId() == 0
                ? ""
                : "; "
                    + counts.withoutId()
                    + " without id were given one, the same at each import");
  }

  private static ObjectNode json(Counts counts) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("read", counts.read())
        .put("accepted", counts.accepted())
        .put("duplicates", counts.duplicates())
        .put("refused", counts.refused())
        .put("warned", counts.warned())
        .put("withoutId", counts.withoutId());
  }
}
