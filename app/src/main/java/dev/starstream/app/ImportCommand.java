package dev.starstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.ingest.AnswerFile;
import dev.starstream.ingest.AnswerImport;
import dev.starstream.ingest.AnswerIntake;
import dev.starstream.ingest.AnswerParser;
import dev.starstream.ingest.AnswerPublisher;
import dev.starstream.ingest.OwnQuestions;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes the answers of a file: JSON Lines, or CSV with a header row of field names.",
      "Each record is held to the same rules as POST /v1/answers; a refused one is reported with its"
          + " line, its neighbours are published. Importing a file again adds nothing if its records"
          + " have ids."
    },
    footer = {
      "%nExamples:",
      "  starstream import answers.jsonl",
      "  starstream import answers.csv"
    })
final class ImportCommand implements Callable<Integer> {

  private static final int BAR_WIDTH = 80;

  @ParentCommand private Starstream starstream;

  @Parameters(paramLabel = "FILE", description = "The file; - for standard input.")
  private Path file;

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
    var standardInput = file.toString().equals("-");
    if (!standardInput && !Files.isReadable(file)) {
      System.err.println("starstream: " + file + ": cannot be read (expected: JSON Lines or CSV)");
      return Starstream.WRONG_CALL;
    }
    var catalogue = QuestionCatalogue.load();
    var patience = Duration.ofSeconds(patienceSeconds);
    AnswerImport.Counts counts;
    try (var answers =
            standardInput ? AnswerFile.of(System.in, "standard input") : AnswerFile.open(file);
        var questions = openQuestions(settings, catalogue, patience);
        var publisher = AnswerPublisher.open(settings.publisher());
        var bar = progressBar(standardInput ? -1 : Files.size(file))) {
      var intake = new AnswerIntake(publisher, settings.rememberedAnswers());
      var parser = new AnswerParser(catalogue, questions, settings.tenant(), Clock.systemUTC());
      counts =
          new AnswerImport(parser, intake, patience)
              .run(
                  answers,
                  ImportCommand::report,
                  soFar -> bar.stepTo(soFar.bytesRead()).setExtraMessage(soFar.read() + " read"));
    }
    print(counts);
    return counts.refused() == 0 ? 0 : Starstream.SOME_REJECTED;
  }

  /** Answers may refer to questions that only Kafka knows. */
  private static OwnQuestions openQuestions(
      Settings settings, QuestionCatalogue catalogue, Duration patience) {
    var questions = OwnQuestions.open(settings.publisher(), catalogue, Clock.systemUTC());
    if (!questions.awaitRead(patience)) {
      questions.close();
      throw new DependencyException(
          "Kafka",
          settings.kafka().get("bootstrap.servers"),
          new TimeoutException("the questions could not be read in " + patience));
    }
    return questions;
  }

  private static ProgressBar progressBar(long bytes) {
    return new ProgressBarBuilder()
        .setTaskName("import")
        .setInitialMax(bytes)
        .setUnit(" KiB", 1024)
        .setStyle(ProgressBarStyle.ASCII)
        .setMaxRenderedLength(BAR_WIDTH)
        .build();
  }

  /** Each on a line of its own, over the progress bar, which is drawn anew below. */
  private static void report(AnswerImport.RefusedRecord refused) {
    for (var problem : refused.problems()) {
      var message =
          "line %d%s: %s %s"
              .formatted(
                  refused.line(),
                  refused.id().map(id -> " (" + id + ")").orElse(""),
                  problem.pointer().isEmpty() ? "record" : problem.pointer(),
                  problem.detail());
      System.err.printf("\r%-" + BAR_WIDTH + "s%n", message);
    }
  }

  private void print(AnswerImport.Counts counts) {
    if (json) {
      System.out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("read", counts.read())
              .put("accepted", counts.accepted())
              .put("duplicates", counts.duplicates())
              .put("refused", counts.refused())
              .put("warned", counts.warned()));
    } else {
      System.out.printf(
          "%d read: %d accepted (%d with a warning), %d duplicates, %d refused%n",
          counts.read(), counts.accepted(), counts.warned(), counts.duplicates(), counts.refused());
    }
  }
}
