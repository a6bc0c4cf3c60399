package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.CoachPhrases;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.InvalidRubricException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says the sentences of {@code critique.yaml}, for a level and with what they are told to name. */
final class CritiqueSentences {
  /** Begins the ids of the opening sentences by question. */
  private static final String OPENING = "opening_";

  private final CoachPhrases phrases;

  /**
   * @throws InvalidRubricException if a sentence is missing or is never said
   */
  CritiqueSentences(CoachPhrases phrases) {
    this.phrases = phrases;
    var given = new TreeSet<>(phrases.sentences().keySet());
    given.removeIf(id -> id.startsWith(OPENING));
    Set<String> expected = ids();
    if (!given.equals(expected)) {
      throw new InvalidRubricException(
          List.of("critique.yaml: " + given + " (expected: " + expected + ")"));
    }
  }

  /**
   * The sentence with this id.
   *
   * @param names what stands in its braces; from a name that is not there on it stays as it is
   */
  String say(CritiqueCase about, String id, Map<String, String> names) {
    String sentence = phrases.sentence(id, about.level());
    // Filled in one pass, so that braces in an answer stay what they are.
    var said = new StringBuilder(sentence.length() + 100);
    int at = 0;
    while (at < sentence.length()) {
      int open = sentence.indexOf('{', at);
      int close = open < 0 ? -1 : sentence.indexOf('}', open);
      String value = close < 0 ? null : names.get(sentence.substring(open + 1, close));
      if (value == null) {
        said.append(sentence, at, sentence.length());
        break;
      }
      said.append(sentence, at, open).append(value);
      at = close + 1;
    }
    return said.toString();
  }

  /** Whether the sentence with this id has room for words of the answer. */
  boolean quotes(CritiqueCase about, String id) {
    return phrases.sentence(id, about.level()).contains("{quote}");
  }

  /** How one may begin to answer the question; the same for all that have no opening. */
  String opening(CritiqueCase about) {
    String id = about.question().map(asked -> OPENING + asked.id()).orElse("opening");
    return say(about, phrases.has(id) ? id : "opening", Map.of());
  }

  /** What the company looks for: of a person where its words allow that, else as they are. */
  String company(CritiqueCase about, String id, Map<String, String> names) {
    String focus = about.looksFor().orElseThrow().focus();
    Optional<String> person = person(focus);
    var all = new HashMap<>(names);
    all.put("company", about.companyName().orElseThrow());
    all.put("text", person.orElse(withoutStop(focus)));
    return say(about, person.isPresent() ? id : id + "_named", all);
  }

  /** That tip of the question. */
  String tip(CritiqueCase about, String tip) {
    char last = tip.charAt(tip.length() - 1);
    boolean whole = last == '.' || last == '?' || last == '!';
    return say(about, "note_tip", Map.of("text", whole ? tip : tip + "."));
  }

  /** "Says who wanted what." goes on from "somebody who"; empty if the text does not. */
  static Optional<String> person(String text) {
    int end = text.indexOf(' ');
    String said = withoutStop(text);
    boolean verb = end > 1 && (text.charAt(end - 1) == 's' || text.startsWith("s,", end - 2));
    if (said.indexOf('.') >= 0 || !(verb || text.startsWith("First "))) {
      return Optional.empty();
    }
    return Optional.of(Character.toLowerCase(said.charAt(0)) + said.substring(1));
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** The sentences that are said; each must be in {@code critique.yaml}. */
  private static Set<String> ids() {
    var ids =
        new TreeSet<String>(
            Set.of(
                "headline",
                "headline_not_an_answer",
                "headline_language",
                "headline_hypothetical",
                "headline_general",
                "headline_no_story",
                "told_number",
                "told_measured",
                "told_whole",
                "told_action",
                "told_result",
                "told_little",
                "next_none",
                "points",
                "one_point",
                "fix_no_story",
                "why_no_quantified_result_target",
                "why_own_missing",
                "why_own_missing_again",
                "why_own_missing_named",
                "advice_no_task",
                "advice_unclear_number",
                "advice_with_number",
                "advice_key_point",
                "note_company",
                "note_company_named",
                "note_company_choose",
                "note_company_choose_named",
                "note_company_met",
                "note_company_met_named",
                "note_level",
                "note_keep",
                "note_not_an_event",
                "note_would",
                "note_tip",
                "note_pace_fast",
                "note_pace_slow",
                "note_fillers",
                "note_long",
                "note_short",
                "opening"));
    for (String id : List.of(Mend.NO_TASK, Mend.OWN)) {
      ids.add("next_" + id);
      ids.add("why_" + id);
    }
    ids.addAll(List.of("next_" + Mend.COMPANY, "next_" + Mend.LEVEL, "next_" + Mend.DELIVERY));
    ids.add("why_" + Mend.NO_TASK + "_unsure");
    for (GeneralMistake mistake : GeneralMistake.values()) {
      boolean told =
          switch (mistake) {
            case HYPOTHETICAL, NOT_AN_ANSWER, LANGUAGE_NOT_SUPPORTED -> false;
            case NO_SITUATION, NO_ACTION, NO_RESULT, NO_QUANTIFIED_RESULT, NO_LEARNING -> {
              ids.add("why_" + mistake.id() + "_unsure");
              yield true;
            }
            case WE_INSTEAD_OF_I,
                LONG_SITUATION,
                ABSOLUTIST,
                BLAMES_OTHERS,
                NO_TRADEOFF,
                SKIPS_TESTS_NO_SAFETY_NET,
                PERFECTION_NO_BUSINESS_CASE,
                GENERIC_VAGUE ->
                true;
          };
      if (told) {
        ids.add("next_" + mistake.id());
        ids.add("why_" + mistake.id());
      }
    }
    return ids;
  }
}
