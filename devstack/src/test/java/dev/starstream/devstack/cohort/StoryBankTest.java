package dev.starstream.devstack.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.schemas.catalogue.Category;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoryBankTest {

  private static final StoryBank BANK = StoryBank.load();
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();

  @Test
  void everyStory_hasKnownCategoriesAndLevels() {
    var categories = CATALOGUE.categories().stream().map(Category::id).toList();
    for (var story : BANK.stories()) {
      assertThat(story.categories()).as(story.id()).isNotEmpty().isSubsetOf(categories);
      assertThat(story.levels())
          .as(story.id())
          .isNotEmpty()
          .isSubsetOf("junior", "mid", "senior", "staff");
    }
  }

  @Test
  void everyQuestion_hasAStoryAtEachOfItsLevels() {
    var without = new ArrayList<String>();
    for (var question : CATALOGUE.questions()) {
      for (var level : question.levels()) {
        boolean told =
            BANK.stories().stream()
                .filter(story -> story.categories().contains(question.category()))
                .filter(story -> !question.needsTradeoff() || !story.tradeoff().isEmpty())
                .anyMatch(story -> story.levels().contains(level));
        if (!told) {
          without.add(question.id() + " " + level);
        }
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void everyStory_tellsTheSameDoingsByWe() {
    for (var story : BANK.stories()) {
      assertThat(story.actionWe()).as(story.id()).hasSameSizeAs(story.action());
      assertThat(story.extraContext()).as(story.id()).hasSize(4);
    }
  }

  @Test
  void unmeasuredResult_hasNoDigit() {
    for (var story : BANK.stories()) {
      assertThat(story.resultUnmeasured())
          .as(story.id())
          .allSatisfy(slot -> assertThat(slot).noneMatch(s -> s.matches(".*\\d.*")));
    }
  }

  @Test
  void noSentenceIsToldTwice() {
    var seen = new HashSet<String>();
    for (var story : BANK.stories()) {
      for (var slots :
          List.of(
              story.situation(),
              story.task(),
              story.action(),
              story.actionWe(),
              story.resultMeasured(),
              story.resultUnmeasured(),
              story.learning(),
              List.of(story.extraContext(), story.tradeoff(), story.blame()))) {
        slots.forEach(slot -> slot.forEach(s -> assertThat(seen.add(s)).as(s).isTrue()));
      }
    }
  }

  @Test
  void textsWithoutStory_areThere() {
    assertThat(BANK.textsWithoutStory("hypothetical")).hasSizeGreaterThanOrEqualTo(12);
    assertThat(BANK.textsWithoutStory("generic_vague")).hasSizeGreaterThanOrEqualTo(12);
    assertThat(BANK.textsWithoutStory("not_an_answer")).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void sentencesOfAText_keepTheirEnds() {
    assertThat(Sentences.of("So what? It cost 4.8 euros. Done"))
        .containsExactly("So what?", "It cost 4.8 euros.", "Done");
    assertThat(Sentences.of("Skip.")).containsExactly("Skip.");
  }

  @Test
  void twoSentencesInOne_areRefused() {
    assertThatThrownBy(
            () ->
                new Story(
                    "shop",
                    "plain",
                    List.of("customer"),
                    List.of("mid"),
                    List.of(List.of("I sold. She bought.")),
                    List.of("It rained."),
                    List.of(List.of("To sell.")),
                    List.of(List.of("I smiled.")),
                    List.of(List.of("We smiled.")),
                    List.of(List.of("Sales rose 5%.")),
                    List.of(List.of("Sales rose.")),
                    List.of(List.of("Smile.")),
                    List.of(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("story shop: situation")
        .hasMessageContaining("exactly one sentence");
    assertThat(Set.of("Done.", "Really?", "It was 4.8 stars!")).allMatch(Sentences::isOne);
  }
}
