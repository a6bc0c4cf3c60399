package dev.starstream.scoring.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Answers of a wanted length, put together from the example answers; the same ones in every run.
 * There are several of each length: one text alone is learnt by heart by the branch predictor.
 */
final class SampleAnswers {
  /** Answers of each length. */
  static final int COUNT = 16;

  /** An answer and the question of the catalogue that it answers. */
  record Asked(Answer answer, Question question) {}

  private record Story(List<String> words, Question question, String company, Level level) {}

  /** Answers of that many words, the last sentence cut off where they are full. */
  static List<Asked> ofWords(int words, QuestionCatalogue catalogue) {
    List<Story> stories = stories(catalogue);
    var answers = new ArrayList<Asked>();
    for (int i = 0; i < COUNT; i++) {
      int place = i * stories.size() / COUNT;
      Story first = stories.get(place);
      var taken = new ArrayList<String>();
      for (int next = place; taken.size() < words; next++) {
        taken.addAll(stories.get(next % stories.size()).words());
      }
      String text = String.join(" ", taken.subList(0, words));
      answers.add(
          new Asked(
              Answer.of(text).at(first.level()).forCompany(first.company()), first.question()));
    }
    return answers;
  }

  private static List<Story> stories(QuestionCatalogue catalogue) {
    var json = new JsonMapper();
    var stories = new ArrayList<Story>();
    for (ExampleAnswers.Example example : ExampleAnswers.all()) {
      JsonNode answer;
      try {
        answer = json.readTree(example.json());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(example.name(), e);
      }
      String text = answer.path("text").asText();
      Optional<Question> question = catalogue.question(answer.path("questionId").asText());
      // Stories only: what is no answer costs less than one.
      if (question.isPresent() && !question.get().askedBy().isEmpty() && text.length() > 400) {
        stories.add(
            new Story(
                Arrays.asList(text.split(" ", -1)),
                question.get(),
                question.get().askedBy().get(0).company(),
                Level.named(answer.path("level").asText()).orElse(Level.MID)));
      }
    }
    return stories;
  }

  private SampleAnswers() {}
}
