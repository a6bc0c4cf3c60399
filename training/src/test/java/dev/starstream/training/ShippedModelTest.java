package dev.starstream.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.eval.Corpus;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.PartModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The model in {@code scoring} is what the corpus says. {@code mvn -pl training -am test
 * -Dmodel.update=true} trains and writes it.
 */
class ShippedModelTest {
  private static final Path PARTS = Path.of("corpus/parts");
  private static final Path SHIPPED =
      Path.of("../scoring/src/main/resources/dev/starstream/scoring/score/parts.model");
  private static final int MOST_BYTES = 2_000_000;

  @Test
  void retraining_givesTheShippedModelToTheBit() throws IOException {
    // Given
    Corpus corpus = Corpus.read(files(PARTS.resolve("train")), QuestionCatalogue.load());
    assertThat(corpus.problems()).isEmpty();

    // When
    PartModel model =
        new ModelTraining(Trainer.Settings.CHOSEN).train(corpus.answers(), AnswerScorer.VERSION);

    // Then
    if (Boolean.getBoolean("model.update")) {
      Files.write(SHIPPED, model.toBytes());
    }
    assertThat(model.toBytes())
        .as(SHIPPED + ": not what the corpus gives; train it with -Dmodel.update=true")
        .isEqualTo(Files.readAllBytes(SHIPPED))
        .hasSizeLessThan(MOST_BYTES);
  }

  @Test
  void voicesOfTheValidation_areInNoTrainingText() throws IOException {
    var catalogue = QuestionCatalogue.load();
    Corpus train = Corpus.read(files(PARTS.resolve("train")), catalogue);
    Corpus validation = Corpus.read(files(PARTS.resolve("validation")), catalogue);
    assertThat(validation.problems()).isEmpty();
    assertThat(validation.answers())
        .isNotEmpty()
        .allSatisfy(
            answer ->
                assertThat(train.answers())
                    .noneMatch(
                        trained ->
                            trained.voice().equals(answer.voice())
                                || trained.answer().text().equals(answer.answer().text())));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }
}
