package dev.starstream.training;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.eval.Corpus;
import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.MistakeEvidenceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Learns the weights of evidence in {@code mistakes.yaml} from labelled answers and writes them
 * there. Which evidence there is, and whether it speaks for a mistake or against it, is decided in
 * the file by hand. Arguments: the file, then corpus files to learn from: answers labelled for
 * mistakes, and ordinary ones without such labels.
 */
final class MistakeTraining {
  private static final double WORDS = 1;
  private static final double OTHER = 0.3;

  /** What is so rare in ordinary answers that one which nobody judged counts as free of it. */
  private static final Set<GeneralMistake> RARE =
      EnumSet.of(
          GeneralMistake.ABSOLUTIST,
          GeneralMistake.BLAMES_OTHERS,
          GeneralMistake.SKIPS_TESTS_NO_SAFETY_NET,
          GeneralMistake.PERFECTION_NO_BUSINESS_CASE,
          GeneralMistake.NOT_AN_ANSWER);

  /** How much such an answer counts. */
  private static final double ORDINARY = 0.2;

  /** How much a text beside a rule counts: it has to come out right. */
  private static final double CASE = 8;

  private final MistakeEvidenceReader reader;

  MistakeTraining(AnswerScorer scorer) {
    reader = new MistakeEvidenceReader(scorer);
  }

  public static void main(String[] args) throws IOException {
    QuestionCatalogue catalogue = QuestionCatalogue.load();
    Path rules = Path.of(args[0]);
    var files = new ArrayList<Path>();
    for (int i = 1; i < args.length; i++) {
      files.add(Path.of(args[i]));
    }
    var answers = Corpus.read(files, catalogue).answers();
    var training = new MistakeTraining(AnswerScorer.load(catalogue));
    var weights = training.train(answers);
    weights.forEach(
        (mistake, result) ->
            System.out.printf(
                Locale.ROOT,
                "%-30s unseen F1 %.3f %s%n",
                mistake.id(),
                result.unseen().f1(),
                result.unseen()));
    Files.writeString(rules, written(Files.readString(rules), weights, training.reader));
  }

  Map<GeneralMistake, MistakeWeights.Result> train(List<LabelledAnswer> answers) {
    Rubric rubric = Rubric.load();
    Map<Long, Set<String>> groups = groupsOfPhrases(answers);
    // What only one question's answers say may be there because whoever wrote the list had read
    // them.
    LongPredicate common = phrase -> groups.getOrDefault(phrase, Set.of()).size() > 1;
    var results = new EnumMap<GeneralMistake, MistakeWeights.Result>(GeneralMistake.class);
    for (GeneralMistake mistake : MistakeEvidenceReader.mistakes()) {
      MistakeRule.Score score = rubric.rule(mistake).score().orElseThrow();
      var examples = new ArrayList<MistakeWeights.Example>();
      for (LabelledAnswer answer : answers) {
        Boolean made = answer.mistakes().get(mistake.id());
        if (answer.mistakes().isEmpty() && RARE.contains(mistake)) {
          examples.add(example(mistake, answer, false, phrase -> true));
          continue;
        }
        if (made != null && reader.isWeighed(mistake, answer.answer(), answer.question())) {
          // Both as it will be heard and as a stranger's answer might be, whose words no list
          // foresaw.
          examples.add(example(mistake, answer, made, phrase -> true));
          examples.add(example(mistake, answer, made, common));
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
      results.put(mistake, new MistakeWeights(priors).train(examples));
    }
    return results;
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
    var values = new ArrayList<Double>();
    for (double value : reader.values(mistake, Answer.of(tried.text()), phrase -> true)) {
      values.add(value);
    }
    return new MistakeWeights.Example(values, made, tried.text(), CASE);
  }

  private MistakeWeights.Example example(
      GeneralMistake mistake, LabelledAnswer answer, boolean made, LongPredicate heard) {
    var values = new ArrayList<Double>();
    for (double value : reader.values(mistake, answer.answer(), heard)) {
      values.add(value);
    }
    return answer.mistakes().isEmpty()
        ? new MistakeWeights.Example(values, made, answer.id(), ORDINARY)
        : new MistakeWeights.Example(values, made, group(answer), 1);
  }

  /** Words that are evidence by themselves are trusted most before anything is learned. */
  private static double prior(String name) {
    return name.contains(" & ") || name.contains("_words") ? OTHER : WORDS;
  }

  private Map<Long, Set<String>> groupsOfPhrases(List<LabelledAnswer> answers) {
    var groups = new HashMap<Long, Set<String>>();
    for (LabelledAnswer answer : answers) {
      for (long phrase : reader.phrases(answer.answer().text())) {
        groups.computeIfAbsent(phrase, none -> new HashSet<>()).add(group(answer));
      }
    }
    return groups;
  }

  /** Answers to one question may tell one story. */
  private static String group(LabelledAnswer answer) {
    return answer.question().map(Question::id).or(answer.answer()::questionText).orElse("");
  }

  /** The rules with these weights in place of theirs; nothing else is changed. */
  static String written(
      String rules,
      Map<GeneralMistake, MistakeWeights.Result> results,
      MistakeEvidenceReader reader) {
    var lines = new ArrayList<String>();
    List<String> names = List.of();
    List<Double> weights = List.of();
    double start = 0;
    boolean inScore = false;
    for (String line : rules.split("\n", -1)) {
      String said = line.strip();
      if (said.startsWith("- id: ")) {
        names = List.of();
        for (GeneralMistake mistake : results.keySet()) {
          if (said.equals("- id: " + mistake.id())) {
            names = reader.names(mistake);
            weights = results.get(mistake).weights().weights();
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
          double number = at >= 0 ? weights.get(at) : start;
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
