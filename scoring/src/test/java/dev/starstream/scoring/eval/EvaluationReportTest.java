package dev.starstream.scoring.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The report of a made-up corpus, whole. After a wanted change run with {@code
 * -Dgolden.update=true} and review the diff.
 */
class EvaluationReportTest {
  private static final Path CORPUS = Path.of("src/test/resources/eval/made-up.jsonl");
  private static final Path TEXT = Path.of("src/test/resources/eval/made-up.txt");
  private static final Path JSON = Path.of("src/test/resources/eval/made-up.json");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  @Test
  void report_readsAsItsGoldenText() throws IOException {
    // Given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);

    // When
    String text;
    String json;
    try {
      text = EvaluationText.of(evaluation(), 2);
      json = EvaluationJson.of(evaluation(), 2).toPrettyString() + "\n";
    } finally {
      Locale.setDefault(before);
    }

    // Then
    isGolden(TEXT, text);
    isGolden(JSON, json);
  }

  private static Evaluation evaluation() throws IOException {
    Corpus corpus = Corpus.read(List.of(CORPUS), QuestionCatalogue.load());
    assertThat(corpus.problems()).isEmpty();
    return new Evaluator(LetterScorer::score).evaluate(corpus.answers());
  }

  private static void isGolden(Path file, String text) throws IOException {
    if (UPDATE) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
