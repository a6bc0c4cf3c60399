package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What each stage of scoring one answer takes, given what the stages before it have found. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(SampleAnswers.COUNT)
@State(Scope.Benchmark)
public class StageBenchmark {
  /** An answer with what every stage makes of it. */
  private record Staged(
      Answer answer,
      Question question,
      Reading reading,
      Parts parts,
      QuestionCues.Hits hits,
      CritiqueCase forCoach,
      Scorecard card) {}

  @Param("250")
  public int words;

  private AnswerScorer scorer;
  private AnswerReader reader;
  private final List<Staged> answers = new ArrayList<>();

  @Setup
  public void load() {
    var catalogue = QuestionCatalogue.load();
    scorer = AnswerScorer.load(catalogue);
    reader = scorer.reader();
    for (SampleAnswers.Asked asked : SampleAnswers.ofWords(words, catalogue)) {
      Reading reading = reader.read(asked.answer().text());
      answers.add(
          new Staged(
              asked.answer(),
              asked.question(),
              reading,
              scorer.tagger().tag(reading, reader),
              scorer.cuesOf(asked.question()).in(reading, scorer.tagger().tag(reading, reader)),
              scorer.forCoach(asked.answer(), Optional.of(asked.question())),
              scorer.score(asked.answer(), Optional.of(asked.question()))));
    }
  }

  @Benchmark
  public void readingTokens(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(Tokens.of(staged.answer().text()));
    }
  }

  @Benchmark
  public void readingWords(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(reader.words(staged.reading().tokens()));
    }
  }

  @Benchmark
  public void readingSentences(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(Sentences.of(staged.reading().tokens(), staged.reading().words()));
    }
  }

  @Benchmark
  public void readingCues(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(
          reader.cues(
              staged.reading().tokens(), staged.reading().words(), staged.reading().sentences()));
    }
  }

  @Benchmark
  public void readingQuantities(Blackhole hole) {
    for (Staged staged : answers) {
      Reading reading = staged.reading();
      hole.consume(
          reader.quantities(
              reading.tokens(), reading.words(), reading.sentences(), reading.cues()));
    }
  }

  @Benchmark
  public void parts(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(scorer.tagger().tag(staged.reading(), reader));
    }
  }

  @Benchmark
  public void keyPoints(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(scorer.cuesOf(staged.question()).in(staged.reading(), staged.parts()));
    }
  }

  @Benchmark
  public void mistakes(Blackhole hole) {
    for (Staged staged : answers) {
      Optional<Question> question = Optional.of(staged.question());
      MistakeFinder finder = scorer.mistakes();
      TextFacts facts = finder.facts(staged.reading(), staged.parts());
      hole.consume(
          finder.unreadable(staged.answer(), staged.reading(), staged.parts(), facts, question));
      hole.consume(
          finder.find(
              staged.answer(),
              staged.reading(),
              staged.parts(),
              facts.setEffect(staged.card().outcomeMetric()),
              question,
              Optional.of(staged.hits())));
    }
  }

  @Benchmark
  public void critique(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(scorer.coach().critique(staged.forCoach()));
    }
  }

  /** Not part of scoring: the stream writes Avro. */
  @Benchmark
  public void json(Blackhole hole) {
    for (Staged staged : answers) {
      hole.consume(ScorecardJson.of("id", staged.answer().text(), staged.card()).toString());
    }
  }
}
