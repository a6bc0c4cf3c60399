package dev.starstream.scoring.eval;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Labelled answers, and what was wrong with the lines that could not be read. The format is told in
 * {@code docs/CORPUS.md}.
 */
public record Corpus(List<LabelledAnswer> answers, List<Problem> problems) {
  public Corpus {
    answers = List.copyOf(answers);
    problems = List.copyOf(problems);
  }

  /** What is wrong with a line, which is left out as a whole. */
  public record Problem(Path file, int line, String what) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + what;
    }
  }

  /**
   * Reads all files. Every problem of every line is noted; the good lines are there all the same.
   *
   * @throws IOException if a file cannot be read
   */
  public static Corpus read(List<Path> files, QuestionCatalogue catalogue) throws IOException {
    var reader = new CorpusReader(catalogue);
    for (Path file : files) {
      reader.read(file);
    }
    return reader.corpus();
  }
}
