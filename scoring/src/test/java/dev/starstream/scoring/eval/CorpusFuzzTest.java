package dev.starstream.scoring.eval;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Looks for files that break the reader of labelled answers: what is wrong must be named. */
class CorpusFuzzTest {
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();

  @TempDir private static Path directory;

  @FuzzTest(maxDuration = "30m")
  void anyBytes_becomeAnswersOrProblems(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("corpus.jsonl"), bytes);
    var reader = new CorpusReader(CATALOGUE);
    reader.read(file);
    for (LabelledAnswer answer : reader.corpus().answers()) {
      if (answer.id().isBlank()) {
        throw new AssertionError("an answer without id");
      }
    }
    for (Corpus.Problem problem : reader.corpus().problems()) {
      if (problem.what().isBlank() || problem.line() < 1) {
        throw new AssertionError("problem: " + problem);
      }
    }
  }
}
