package dev.starstream.app;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.JsonLinesScoring;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scores answers without any server: the code that the stream calls.",
      "Reads JSON Lines {\"id\",\"text\",\"questionId\"?,\"question\"?,\"company\"?,\"level\"?,"
          + "\"modality\"?,\"durationMs\"?} and writes one line for each, in the same order; a bad"
          + " line gets a line with its error."
    },
    footer = {
      "%nExamples:",
      "  starstream score answers.jsonl > scores.jsonl",
      "  starstream score --explain answers.jsonl | less",
      "  echo '{\"id\":\"1\",\"text\":\"I moved the shelves and the queue halved.\"}' | starstream"
          + " score"
    })
final class ScoreCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "JSON Lines; - or none for standard input.")
  private List<Path> files = List.of();

  @Option(
      names = "--explain",
      description =
          "Print, instead of JSON, why each answer is scored as it is: what speaks for the part of"
              + " each sentence, for each metric and each mistake, and the arithmetic of the scores.")
  private boolean explain;

  @Override
  public Integer call() throws IOException {
    for (var file : files) {
      if (!isStandardInput(file) && !Files.isReadable(file)) {
        System.err.println("starstream: " + file + ": cannot be read (expected: JSON Lines)");
        return Starstream.WRONG_CALL;
      }
    }
    var catalogue = QuestionCatalogue.load();
    var scoring = new JsonLinesScoring(AnswerScorer.load(catalogue), catalogue);
    var out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    var errors = 0;
    for (var file : files.isEmpty() ? List.of(Path.of("-")) : files) {
      try (var in = open(file)) {
        var lines = new InputStreamReader(in, StandardCharsets.UTF_8);
        var summary = explain ? scoring.explain(lines, out) : scoring.score(lines, out);
        errors += summary.rejected();
      }
    }
    out.flush();
    return errors == 0 ? 0 : Starstream.SOME_REJECTED;
  }

  private static InputStream open(Path file) throws IOException {
    return isStandardInput(file) ? System.in : Files.newInputStream(file);
  }

  private static boolean isStandardInput(Path file) {
    return file.toString().equals("-");
  }
}
