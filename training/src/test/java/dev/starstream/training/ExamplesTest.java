package dev.starstream.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.scoring.eval.LabelledAnswer;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.PartFeatureReader;
import dev.starstream.scoring.score.Scorecard;
import dev.starstream.scoring.score.Span;
import dev.starstream.training.Examples.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final LabelledAnswer STORY =
      labelled(
          "The freezer had died.",
          Part.SITUATION,
          "It had to be empty by noon.",
          Part.TASK,
          "I called the fish shop.",
          Part.ACTION,
          "They took all of it.",
          Part.RESULT,
          "I check it every evening now.",
          Part.LEARNING);

  @Test
  void variants_lackEachPartOnce() {
    Set<List<Scorecard.Sentence>> variants = Examples.variants(STORY);
    for (Part part : List.of(Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT, Part.LEARNING)) {
      assertThat(variants)
          .anyMatch(
              variant ->
                  variant.size() == 4
                      && variant.stream().noneMatch(sentence -> sentence.part() == part));
    }
    assertThat(variants).noneMatch(List::isEmpty).doesNotContain(STORY.sentences().orElseThrow());
  }

  @Test
  void variants_tellTheResultFirst() {
    assertThat(Examples.variants(STORY))
        .anyMatch(variant -> variant.size() == 5 && variant.get(0).part() == Part.RESULT);
  }

  @Test
  void examples_areTheAnswerAndItsVariants_withTheirLabels() {
    // When
    List<Example> examples =
        new Examples(new PartFeatureReader(), Trainer.Settings.CHOSEN).of(STORY);

    // Then
    assertThat(examples.get(0).weight()).isEqualTo(1);
    assertThat(examples.get(0).labels()).containsExactly(0, 1, 2, 3, 4);
    assertThat(examples).hasSizeGreaterThan(6);
    assertThat(examples.subList(1, examples.size()))
        .allSatisfy(example -> assertThat(example.weight()).isLessThan(1));
  }

  @Test
  void textWithoutStory_hasNoVariants() {
    LabelledAnswer theory = labelled("Quality is everything.", Part.NONE, "Ask first.", Part.NONE);
    assertThat(new Examples(new PartFeatureReader(), Trainer.Settings.CHOSEN).of(theory))
        .hasSize(1);
  }

  private static LabelledAnswer labelled(Object... sentencesAndParts) {
    var text = new StringBuilder();
    var sentences = new ArrayList<Scorecard.Sentence>();
    for (int i = 0; i < sentencesAndParts.length; i += 2) {
      text.append(i > 0 ? " " : "");
      int start = text.length();
      text.append(sentencesAndParts[i]);
      sentences.add(
          new Scorecard.Sentence(new Span(start, text.length()), (Part) sentencesAndParts[i + 1]));
    }
    return LabelledAnswer.of("made-up", Answer.of(text.toString()), sentences);
  }
}
