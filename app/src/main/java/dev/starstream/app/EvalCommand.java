package dev.starstream.app;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.eval.Corpus;
import dev.starstream.scoring.eval.Evaluation;
import dev.starstream.scoring.eval.EvaluationJson;
import dev.starstream.scoring.eval.EvaluationText;
import dev.starstream.scoring.score.AnswerScorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Says how well the scorer reads labelled answers, without any server.",
      "Reads JSON Lines with labels, as docs/CORPUS.md tells them. What is not labelled is not"
          + " measured; a bad line is reported and left out."
    },
    footer = {
      "%nExamples:",
      "  starstream eval labelled.jsonl",
      "  starstream eval --errors 40 mine.jsonl theirs.jsonl"
    })
final class EvalCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSON Lines with labels.")
  private List<Path> files = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--errors",
      paramLabel = "N",
      defaultValue = "0",
      description = "List what was misjudged: at most N sentences, N mistakes and N metrics.")
  private int errors;

  @Override
  public Integer call() throws IOException {
    for (var file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        System.err.println("starstream: " + file + ": cannot be read (expected: JSON Lines)");
        return Starstream.WRONG_CALL;
      }
    }
    var catalogue = QuestionCatalogue.load();
    var corpus = Corpus.read(files, catalogue);
    corpus.problems().forEach(problem -> System.err.println("starstream: " + problem));
    var evaluation = Evaluation.of(AnswerScorer.load(catalogue), corpus.answers());
    var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    if (json) {
      out.println(EvaluationJson.of(evaluation, errors).toPrettyString());
    } else {
      out.print(EvaluationText.of(evaluation, errors));
    }
    out.flush();
    return corpus.problems().isEmpty() ? 0 : Starstream.SOME_REJECTED;
  }
}
