package dev.starstream.devstack.cohort;

import java.util.List;

/**
 * Something that happened to somebody, in sentences that can be told in several ways. A slot is a
 * list of interchangeable sentences; slots are told in order.
 *
 * @param voice who speaks and how, for the reader of the file
 * @param extraContext situation that nobody needs to hear
 * @param actionWe the same doings told so that the speaker's own part cannot be seen
 * @param resultUnmeasured the result without any number
 * @param tradeoff ways to name what was given up; may be empty
 * @param blame ways to blame others; may be empty
 */
record Story(
    String id,
    String voice,
    List<String> categories,
    List<String> levels,
    List<List<String>> situation,
    List<String> extraContext,
    List<List<String>> task,
    List<List<String>> action,
    List<List<String>> actionWe,
    List<List<String>> resultMeasured,
    List<List<String>> resultUnmeasured,
    List<List<String>> learning,
    List<String> tradeoff,
    List<String> blame) {

  Story {
    categories = List.copyOf(categories);
    levels = List.copyOf(levels);
    situation = slots(id, "situation", situation);
    extraContext = sentences(id, "extra_context", extraContext);
    task = slots(id, "task", task);
    action = slots(id, "action", action);
    actionWe = slots(id, "action_we", actionWe);
    resultMeasured = slots(id, "result_measured", resultMeasured);
    resultUnmeasured = slots(id, "result_unmeasured", resultUnmeasured);
    learning = slots(id, "learning", learning);
    // Jackson leaves an absent list null.
    tradeoff = tradeoff == null ? List.of() : sentences(id, "tradeoff", tradeoff);
    blame = blame == null ? List.of() : sentences(id, "blame", blame);
  }

  private static List<List<String>> slots(String id, String field, List<List<String>> slots) {
    if (slots == null || slots.isEmpty()) {
      throw new IllegalArgumentException("story " + id + ": no " + field);
    }
    return slots.stream().map(slot -> sentences(id, field, slot)).toList();
  }

  private static List<String> sentences(String id, String field, List<String> sentences) {
    if (sentences == null || sentences.isEmpty()) {
      throw new IllegalArgumentException("story " + id + ": no " + field);
    }
    for (var sentence : sentences) {
      if (!Sentences.isOne(sentence)) {
        throw new IllegalArgumentException(
            "story " + id + ": " + field + ": '" + sentence + "' (expected: exactly one sentence)");
      }
    }
    return List.copyOf(sentences);
  }
}
