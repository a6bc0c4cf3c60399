package dev.starstream.training;

import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.MistakeEvidenceReader;
import dev.starstream.scoring.score.MistakeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Learns what speaks for each mistake from labelled answers: the weights of evidence in {@code
 * mistakes.yaml} and of words in {@code mistakes.model}. Which evidence there is, and whether it
 * speaks for a mistake or against it, is decided in the rules by hand.
 */
final class MistakeTraining {
  private static final double WORDS = 1;
  private static final double OTHER = 0.3;

  /** Answers in which a word has to stand to be learned. */
  private static final int SEEN = 3;

  /** Words with less weight than this for every mistake are left out. */
  private static final double SILENT = 0.02;

  /** What is so rare in ordinary answers that one which nobody judged counts as free of it. */
  private static final Set<GeneralMistake> RARE =
      EnumSet.of(
          GeneralMistake.ABSOLUTIST,
          GeneralMistake.BLAMES_OTHERS,
          GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET,
          GeneralMistake.PERFECTION_NO_BUSINESS_CASE);

  /** What a text may be that tells no story, and a story is not. */
  private static final Set<GeneralMistake> NO_STORY =
      EnumSet.of(
          GeneralMistake.HYPOTHETICAL, GeneralMistake.GENERIC_VAGUE, GeneralMistake.NOT_AN_ANSWER);

  /** How much such an answer counts. */
  private static final double ORDINARY = 0.3;

  /** How much a text beside a rule counts: it has to come out right. */
  private static final double CASE = 8;

  /** What was learned. */
  record Learned(Map<GeneralMistake, MistakeWeights.Result> weights, MistakeModel model) {}

  private final MistakeEvidenceReader reader;
  private final Map<Long, Integer> words = new HashMap<>();

  MistakeTraining(AnswerScorer scorer) {
    reader = new MistakeEvidenceReader(scorer);
  }

  /**
   * @param answers labelled for mistakes, and ordinary ones without such labels
   */
  Learned train(List<LabelledAnswer> answers, String version) {
    Rubric rubric = Rubric.load();
    long[] stems = stems(answers);
    for (int i = 0; i < stems.length; i++) {
      words.put(stems[i], i);
    }
    var results = new EnumMap<GeneralMistake, MistakeWeights.Result>(GeneralMistake.class);
    for (GeneralMistake mistake : MistakeEvidenceReader.mistakes()) {
      MistakeRule.Score score = rubric.rule(mistake).score().orElseThrow();
      var examples = new ArrayList<MistakeWeights.Example>();
      for (LabelledAnswer answer : answers) {
        Boolean made = answer.mistakes().get(mistake.id());
        if (answer.mistakes().isEmpty() && isFree(answer, mistake)) {
          examples.add(example(mistake, answer, false, ORDINARY));
        } else if (made != null && reader.isWeighed(mistake, answer.answer(), answer.question())) {
          examples.add(example(mistake, answer, made, 1));
        }
      }
      addCases(mistake, rubric.rule(mistake), examples);
      if (mistake == GeneralMistake.NOT_AN_ANSWER) {
        for (GeneralMistake other : MistakeEvidenceReader.mistakes()) {
          if (other != mistake) {
            rubric.rule(other).hits().forEach(hit -> examples.add(tried(mistake, hit, false)));
          }
        }
      }
      var priors = new ArrayList<Double>();
      reader
          .names(mistake)
          .forEach(name -> priors.add(Math.copySign(prior(name), score.weights().get(name))));
      results.put(mistake, new MistakeWeights(priors, stems.length).train(examples));
    }
    return new Learned(results, model(stems, results, version));
  }

  /** Whether an answer that nobody judged for mistakes counts as free of this one. */
  private static boolean isFree(LabelledAnswer answer, GeneralMistake mistake) {
    return RARE.contains(mistake) || (NO_STORY.contains(mistake) && !answer.isStoryless());
  }

  /** The stems that stand in enough answers, in ascending order. */
  private long[] stems(List<LabelledAnswer> answers) {
    var seen = new HashMap<Long, Integer>();
    for (LabelledAnswer answer : answers) {
      for (long stem : reader.stems(answer.answer().text())) {
        seen.merge(stem, 1, Integer::sum);
      }
    }
    return seen.entrySet().stream()
        .filter(entry -> entry.getValue() >= SEEN)
        .mapToLong(Map.Entry::getKey)
        .sorted()
        .toArray();
  }

  private static MistakeModel model(
      long[] stems, Map<GeneralMistake, MistakeWeights.Result> results, String version) {
    var all = List.copyOf(results.values());
    int[] kept =
        IntStream.range(0, stems.length)
            .filter(
                stem ->
                    all.stream()
                        .anyMatch(result -> Math.abs(result.weights().words()[stem]) >= SILENT))
            .toArray();
    short[] weights = new short[kept.length * all.size()];
    for (int row = 0; row < kept.length; row++) {
      for (int mistake = 0; mistake < all.size(); mistake++) {
        double weight = all.get(mistake).weights().words()[kept[row]];
        weights[row * all.size() + mistake] = (short) Math.round(weight * MistakeModel.SCALE);
      }
    }
    return new MistakeModel(
        version, Arrays.stream(kept).mapToLong(row -> stems[row]).toArray(), weights);
  }

  /** The texts beside the rule, each its own group. */
  private void addCases(
      GeneralMistake mistake, MistakeRule rule, List<MistakeWeights.Example> examples) {
    for (boolean made : new boolean[] {true, false}) {
      for (MistakeRule.Case tried : made ? rule.hits() : rule.misses()) {
        boolean weighed =
            mistake != GeneralMistake.NO_TRADEOFF
                || tried.question().isPresent()
                || tried.questionText().isPresent();
        if (weighed) {
          examples.add(tried(mistake, tried, made));
        }
      }
    }
  }

  private MistakeWeights.Example tried(
      GeneralMistake mistake, MistakeRule.Case tried, boolean made) {
    double[] values = reader.values(mistake, Answer.of(tried.text()));
    return new MistakeWeights.Example(values, words(tried.text()), made, tried.text(), CASE, true);
  }

  private MistakeWeights.Example example(
      GeneralMistake mistake, LabelledAnswer answer, boolean made, double weight) {
    double[] values = reader.values(mistake, answer.answer());
    return new MistakeWeights.Example(
        values, words(answer.answer().text()), made, writer(answer), weight, false);
  }

  private int[] words(String text) {
    return Arrays.stream(reader.stems(text))
        .filter(words::containsKey)
        .mapToInt(words::get)
        .toArray();
  }

  /** Words that are evidence by themselves are trusted most before anything is learned. */
  private static double prior(String name) {
    return name.contains(" & ") || name.contains("_words") ? OTHER : WORDS;
  }

  /** Who wrote the answer: ids are a writer's name and a number. */
  private static String writer(LabelledAnswer answer) {
    return answer.voice().orElse(answer.id().substring(0, answer.id().lastIndexOf('-')));
  }

  /** The rules with these weights in place of theirs; nothing else is changed. */
  String written(String rules, Map<GeneralMistake, MistakeWeights.Result> results) {
    var lines = new ArrayList<String>();
    List<String> names = List.of();
    double[] weights = {};
    double start = 0;
    boolean inScore = false;
    for (String line : rules.split("\n", -1)) {
      String said = line.strip();
      if (said.startsWith("- id: ")) {
        names = List.of();
        for (GeneralMistake mistake : results.keySet()) {
          if (said.equals("- id: " + mistake.id())) {
            names = reader.names(mistake);
            weights = results.get(mistake).weights().evidence();
            start = results.get(mistake).weights().start();
          }
        }
      }
      inScore = line.startsWith("    score:") || (inScore && line.startsWith("      "));
      int colon = said.indexOf(": ");
      if (inScore && !names.isEmpty() && colon > 0) {
        String name = said.substring(0, colon);
        int at = names.indexOf(name);
        if (name.equals("start") || at >= 0) {
          double number = at >= 0 ? weights[at] : start;
          line = line.substring(0, line.indexOf(": ")) + ": " + number(number, at);
        }
      }
      lines.add(line);
    }
    return String.join("\n", lines);
  }

  /** Two digits; evidence that turned out to say nothing keeps its side of 0. */
  private static String number(double number, int at) {
    String digits = String.format(Locale.ROOT, "%.2f", number);
    return at >= 0 && digits.equals("0.00") && 1 / number < 0 ? "-0.00" : digits;
  }
}
