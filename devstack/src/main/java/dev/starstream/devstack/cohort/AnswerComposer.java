package dev.starstream.devstack.cohort;

import dev.starstream.devstack.cohort.StoryBank.Setting;
import dev.starstream.scoring.rubric.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Tells a story with the wanted mistakes in it, and says which sentence is what. */
final class AnswerComposer {

  /**
   * How a person tells things.
   *
   * @param spoken with fillers, as a transcript has them
   * @param lowerCase typed without capitals
   */
  record Manner(boolean spoken, boolean lowerCase) {}

  /**
   * A told text.
   *
   * @param mistakes those that are really in the text: a wanted one may have had no place in it,
   *     and one may bring another
   */
  record Told(
      String text, List<LabelledSentence> sentences, Set<String> mistakes, boolean outcomeMetric) {}

  private record Line(String text, Part part, boolean outcomeMetric) {}

  /** Mistakes that are a whole text, the strongest first. */
  static final List<String> WITHOUT_STORY =
      List.of("not_an_answer", "generic_vague", "hypothetical");

  private static final List<String> FILLERS =
      List.of("Um, ", "So, uh, ", "You know, ", "Yeah, so, ", "Okay so, um, ");

  /** First words that stay the same word in lower case. */
  private static final Set<String> ORDINARY_FIRST_WORDS =
      Set.of(
          "A",
          "After",
          "All",
          "And",
          "At",
          "Because",
          "Before",
          "Between",
          "Both",
          "But",
          "By",
          "Each",
          "Every",
          "Everybody",
          "Everyone",
          "First",
          "For",
          "From",
          "He",
          "In",
          "Instead",
          "It",
          "Most",
          "My",
          "Next",
          "Nobody",
          "On",
          "Once",
          "One",
          "Our",
          "She",
          "Since",
          "So",
          "Some",
          "Somebody",
          "That",
          "The",
          "Their",
          "Then",
          "There",
          "These",
          "They",
          "This",
          "Those",
          "Three",
          "To",
          "Two",
          "Until",
          "We",
          "When",
          "With",
          "You",
          "Your");

  private final StoryBank bank;

  AnswerComposer(StoryBank bank) {
    this.bank = bank;
  }

  /**
   * Tells a text that makes that mistake and no story.
   *
   * @param mistake one of {@link #WITHOUT_STORY}
   */
  Told tellNoStory(String mistake, Manner manner, Chance chance) {
    var lines = new ArrayList<Line>();
    for (var sentence : Sentences.of(chance.oneOf(bank.textsWithoutStory(mistake)))) {
      lines.add(new Line(sentence, Part.NONE, false));
    }
    return laidOut(List.of(lines), manner, false, chance, Set.of(mistake));
  }

  /**
   * Tells a story.
   *
   * @param wanted mistakes to make
   * @param needsTradeoff whether an answer without a trade-off makes a mistake
   * @param telling the same number gives the same choice of words, as far as chance does not change
   *     single sentences
   */
  Told tell(
      Story story,
      Setting setting,
      Set<String> wanted,
      boolean needsTradeoff,
      Manner manner,
      long telling,
      Chance chance) {
    var words = new Words(telling, chance);
    var made = new TreeSet<String>();

    var situation = new ArrayList<Line>();
    var blame = new ArrayList<Line>();
    var task = new ArrayList<Line>();
    var action = new ArrayList<Line>();
    var result = new ArrayList<Line>();
    var learning = new ArrayList<Line>();

    if (wanted.contains("no_situation")) {
      made.add("no_situation");
    } else {
      situation.addAll(words.all(story.situation(), Part.SITUATION, false));
      if (chance.happens(0.2)) {
        situation.add(words.one(story.extraContext(), Part.SITUATION, false));
      }
      if (wanted.contains("blames_others")) {
        var blames =
            story.blame().isEmpty() ? bank.remarks("blames_others", setting) : story.blame();
        blame.add(words.one(blames, Part.SITUATION, false));
        made.add("blames_others");
      }
    }
    // A task is often folded into the situation.
    if (chance.happens(0.85)) {
      task.addAll(words.all(story.task(), Part.TASK, false));
    }

    boolean byWe = false;
    if (wanted.contains("no_action")) {
      made.add("no_action");
    } else {
      byWe = wanted.contains("we_instead_of_i");
      action.addAll(words.all(byWe ? story.actionWe() : story.action(), Part.ACTION, false));
      if (byWe) {
        made.add("we_instead_of_i");
      }
      // A trade-off is told by the one who made it, and an absolutist knows none.
      boolean tradeoffFits = !story.tradeoff().isEmpty() && !byWe && !wanted.contains("absolutist");
      if (tradeoffFits && (needsTradeoff ? !wanted.contains("no_tradeoff") : chance.happens(0.4))) {
        action.add(
            chance.between(action.size() - 1, action.size()),
            words.one(story.tradeoff(), Part.ACTION, false));
      }
    }

    if (wanted.contains("no_result")) {
      made.add("no_result");
    } else {
      result.addAll(results(story, wanted.contains("no_quantified_result"), words, chance));
    }
    if (result.stream().noneMatch(Line::outcomeMetric)) {
      made.add("no_quantified_result");
    }
    if (wanted.contains("no_learning")) {
      made.add("no_learning");
    } else {
      learning.addAll(words.all(story.learning(), Part.LEARNING, false));
    }

    boolean longContext =
        wanted.contains("long_situation")
            && !situation.isEmpty()
            && !action.isEmpty()
            && contextOutweighs(story, words, situation, action, result);
    if (longContext) {
      made.add("long_situation");
    }
    if (needsTradeoff
        && action.stream().noneMatch(line -> story.tradeoff().contains(line.text()))) {
      made.add("no_tradeoff");
    }
    situation.addAll(blame);

    if (!action.isEmpty() && !byWe && !longContext) {
      for (var mistake : List.of("skips_tests_no_safety_net", "perfection_no_business_case")) {
        if (wanted.contains(mistake)) {
          action.add(words.one(bank.remarks(mistake, setting), bank.partOfRemark(mistake), false));
          made.add(mistake);
        }
      }
    }
    var opinion = new ArrayList<Line>();
    if (wanted.contains("absolutist")) {
      opinion.add(
          words.one(bank.remarks("absolutist", setting), bank.partOfRemark("absolutist"), false));
      made.add("absolutist");
    }

    boolean resultFirst = !result.isEmpty() && chance.happens(0.12);
    var paragraphs =
        resultFirst
            ? List.of(result, situation, task, action, opinion, learning)
            : List.of(situation, task, action, result, opinion, learning);
    boolean terse = story.voice().contains("terse") || story.voice().contains("bullet");
    return laidOut(paragraphs, manner, terse && chance.happens(0.4), chance, made);
  }

  /** Without numbers, or with at least one; the second result is left out now and then. */
  private static List<Line> results(Story story, boolean unmeasured, Words words, Chance chance) {
    var measuredSlots = story.resultMeasured();
    var unmeasuredSlots = story.resultUnmeasured();
    var lines = new ArrayList<Line>();
    int slots = unmeasured ? unmeasuredSlots.size() : measuredSlots.size();
    for (int i = 0; i < slots; i++) {
      if (i > 0 && chance.happens(0.35)) {
        continue;
      }
      boolean plain = unmeasured || (i > 0 && i < unmeasuredSlots.size() && chance.happens(0.4));
      lines.add(
          words.one(plain ? unmeasuredSlots.get(i) : measuredSlots.get(i), Part.RESULT, !plain));
    }
    return lines;
  }

  /**
   * Adds all the context and takes away of the rest until the context outweighs it. Leaves
   * everything as it is if that cannot be had.
   */
  private static boolean contextOutweighs(
      Story story, Words words, List<Line> situation, List<Line> action, List<Line> result) {
    var context = new ArrayList<>(words.all(story.situation(), Part.SITUATION, false));
    story.extraContext().forEach(s -> context.add(new Line(s, Part.SITUATION, false)));
    int actions = action.size();
    int results = result.size();
    while (words(context)
        < 1.2 * (words(action.subList(0, actions)) + words(result.subList(0, results)))) {
      if (actions > 1) {
        actions--;
      } else if (results > 1) {
        results--;
      } else {
        return false;
      }
    }
    situation.clear();
    situation.addAll(context);
    action.subList(actions, action.size()).clear();
    result.subList(results, result.size()).clear();
    return true;
  }

  private static int words(List<Line> lines) {
    return lines.stream().mapToInt(line -> line.text().split(" ").length).sum();
  }

  private static Told laidOut(
      List<? extends List<Line>> paragraphs,
      Manner manner,
      boolean bullets,
      Chance chance,
      Set<String> mistakes) {
    var between = bullets || manner.spoken() ? " " : chance.happens(0.25) ? "\n\n" : " ";
    var text = new StringBuilder();
    var sentences = new ArrayList<LabelledSentence>();
    boolean outcomeMetric = false;
    for (var paragraph : paragraphs) {
      for (int i = 0; i < paragraph.size(); i++) {
        var line = paragraph.get(i);
        if (bullets) {
          text.append(text.length() == 0 ? "- " : "\n- ");
        } else if (text.length() > 0) {
          text.append(i == 0 ? between : " ");
        }
        int start = text.length();
        text.append(
            manner.spoken() && chance.happens(0.2) ? withFiller(line.text(), chance) : line.text());
        sentences.add(new LabelledSentence(start, text.length(), line.part()));
        outcomeMetric |= line.outcomeMetric();
      }
    }
    var told = text.toString();
    if (manner.lowerCase()) {
      var lower = told.toLowerCase(Locale.ROOT);
      // A letter whose lower case is longer would move the offsets.
      told = lower.length() == told.length() ? lower : told;
    }
    return new Told(told, List.copyOf(sentences), mistakes, outcomeMetric);
  }

  private static String withFiller(String sentence, Chance chance) {
    int end = sentence.indexOf(' ');
    var firstWord = end < 0 ? sentence : sentence.substring(0, end);
    var rest = sentence.substring(firstWord.length());
    return chance.oneOf(FILLERS)
        + (ORDINARY_FIRST_WORDS.contains(firstWord)
            ? firstWord.toLowerCase(Locale.ROOT)
            : firstWord)
        + rest;
  }

  /** Chooses between the tellings of a sentence: the same as last time, or by chance another. */
  private static final class Words {
    private final long telling;
    private final Chance chance;

    Words(long telling, Chance chance) {
      this.telling = telling;
      this.chance = chance;
    }

    List<Line> all(List<List<String>> slots, Part part, boolean outcomeMetric) {
      var lines = new ArrayList<Line>();
      for (var slot : slots) {
        lines.add(one(slot, part, outcomeMetric));
      }
      return lines;
    }

    Line one(List<String> choices, Part part, boolean outcomeMetric) {
      // String.hashCode is specified, so the choice is the same on every machine.
      int usual = Chance.index(telling ^ choices.get(0).hashCode(), choices.size());
      var sentence = chance.happens(0.3) ? chance.oneOf(choices) : choices.get(usual);
      return new Line(sentence, part, outcomeMetric);
    }
  }
}
