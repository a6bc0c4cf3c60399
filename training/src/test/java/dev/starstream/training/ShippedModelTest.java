package dev.starstream.training;

import static dev.starstream.scoring.score.AnswerScorer.VERSION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.eval.Corpus;
import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.PartModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights in {@code scoring} are what the corpus says: of the parts, then those which rest on
 * them, of outcomes and of mistakes. {@code mvn -pl training -am test -Dmodel.update=true} trains
 * and writes them. Mistakes rest on the outcomes as they were built: where those have changed, once
 * more.
 *
 * <p>Training takes minutes and gives the same bytes from the same files and code. So it is left
 * out, which the report says, while all of these are as they were when the weights were written;
 * {@code -Pdrills} trains anyhow.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShippedModelTest {
  private static final Path PARTS = Path.of("corpus/parts");
  private static final Path METRICS = Path.of("corpus/metrics/train.jsonl");
  private static final Path MISTAKES = Path.of("corpus/mistakes/train.jsonl");
  private static final Path SCORER =
      Path.of("../scoring/src/main/resources/dev/starstream/scoring");
  private static final Path PART_MODEL = SCORER.resolve("score/parts.model");
  private static final Path MISTAKE_MODEL = SCORER.resolve("score/mistakes.model");
  private static final Path OUTCOME_WEIGHTS = SCORER.resolve("rubric/outcome-weights.yaml");
  private static final Path MISTAKE_RULES = SCORER.resolve("rubric/mistakes.yaml");
  private static final int MOST_BYTES = 1_000_000;

  /** Digest of {@link #INPUTS} when the weights were written. */
  private static final Path TRAINED = Path.of("corpus/trained.sha256");

  /** All that training reads or runs of ours, the weights included. */
  private static final List<Path> INPUTS =
      List.of(
          PARTS.resolve("train"),
          METRICS,
          MISTAKES,
          Path.of("src/main"),
          SCORER,
          Path.of("../scoring/src/main/java/dev/starstream/scoring/score"),
          Path.of("../scoring/src/main/java/dev/starstream/scoring/rubric"),
          Path.of("../scoring/src/main/java/dev/starstream/scoring/eval"),
          Path.of("../schemas/src/main/java/dev/starstream/schemas/catalogue"),
          Path.of("../schemas/src/main/resources"));

  private static final Logger LOG = LoggerFactory.getLogger(ShippedModelTest.class);

  private static final boolean UPDATE = Boolean.getBoolean("model.update");

  private final QuestionCatalogue catalogue = QuestionCatalogue.load();

  @AfterAll
  static void remember() throws IOException {
    if (UPDATE) {
      Files.writeString(TRAINED, digest() + "\n");
    }
  }

  @Test
  @Order(1)
  void retrainingTheParts_givesTheShippedModelToTheBit() throws IOException {
    // Given
    assumeChanged();
    var answers = answers(files(PARTS.resolve("train")));

    // When
    PartModel model = new ModelTraining(Trainer.Settings.CHOSEN).train(answers, VERSION);

    // Then
    is(PART_MODEL, model.toBytes());
    assertThat(model.toBytes()).hasSizeLessThan(MOST_BYTES);
  }

  @Test
  @Order(2)
  void retrainingTheOutcomes_givesTheShippedWeights() throws IOException {
    assumeChanged();

    String weights = OutcomeTraining.train(answers(List.of(METRICS)), parts());

    is(OUTCOME_WEIGHTS, weights.getBytes(UTF_8));
  }

  @Test
  @Order(3)
  void retrainingTheMistakes_givesTheShippedWeightsToTheBit() throws IOException {
    // Given
    assumeChanged();
    var files = new ArrayList<>(files(PARTS.resolve("train")));
    files.add(MISTAKES);

    // When
    var training = new MistakeTraining(AnswerScorer.load(catalogue, parts()));
    var learned = training.train(answers(files), VERSION);
    learned.weights().forEach((mistake, found) -> LOG.info("{} {}", mistake.id(), found.unseen()));

    // Then
    is(MISTAKE_MODEL, learned.model().toBytes());
    assertThat(learned.model().toBytes()).hasSizeLessThan(MOST_BYTES);
    String rules = Files.readString(MISTAKE_RULES);
    is(MISTAKE_RULES, training.written(rules, learned.weights()).getBytes(UTF_8));
  }

  private static void assumeChanged() throws IOException {
    assumeTrue(
        UPDATE
            || Boolean.getBoolean("model.retrain")
            || !Files.exists(TRAINED)
            || !Files.readString(TRAINED).strip().equals(digest()),
        "the weights were written from these very files");
  }

  private static String digest() throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Path input : INPUTS) {
        try (var files = Files.walk(input)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            // Names too, and lengths, so that what moves from one file to another is a change.
            digest.update((file + " " + Files.size(file) + "\n").getBytes(UTF_8));
            digest.update(Files.readAllBytes(file));
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void is(Path file, byte[] trained) throws IOException {
    if (UPDATE) {
      Files.write(file, trained);
    }
    assertThat(trained)
        .as(file + ": not what the corpus gives; train it with -Dmodel.update=true")
        .isEqualTo(Files.readAllBytes(file));
  }

  private List<LabelledAnswer> answers(List<Path> files) throws IOException {
    Corpus corpus = Corpus.read(files, catalogue);
    assertThat(corpus.problems()).isEmpty();
    return corpus.answers();
  }

  private static PartModel parts() throws IOException {
    try (var in = Files.newInputStream(PART_MODEL)) {
      return PartModel.read(in);
    }
  }

  @Test
  void textsOfTheValidation_areInNoTrainingText() throws IOException {
    var trained = new ArrayList<>(answers(files(PARTS.resolve("train"))));
    trained.addAll(answers(List.of(METRICS, MISTAKES)));
    var kept = new ArrayList<>(files(PARTS.resolve("validation")));
    for (Path learned : List.of(METRICS, MISTAKES)) {
      kept.addAll(files(learned.getParent()));
    }
    kept.removeAll(List.of(METRICS, MISTAKES));
    var voices = trained.stream().flatMap(answer -> answer.voice().stream()).toList();
    var texts = trained.stream().map(answer -> answer.answer().text()).toList();

    assertThat(answers(kept))
        .isNotEmpty()
        .allSatisfy(
            answer -> {
              assertThat(texts).doesNotContain(answer.answer().text());
              answer.voice().ifPresent(voice -> assertThat(voices).doesNotContain(voice));
            });
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }
}
