package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.CompanyFocus;
import dev.starstream.schemas.catalogue.Question.KeyPoint;
import dev.starstream.schemas.catalogue.Question.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cues of one question, compiled: key points, companies' focus and its own mistakes. */
final class QuestionCues {
  private final Question question;
  private final CueIndex index;
  private final int lists;
  private final Map<String, Integer> focusCue = new HashMap<>();
  private final Map<String, Integer> mistakeCue = new HashMap<>();

  QuestionCues(Question question, Map<String, String> synonyms, List<String> determiners) {
    this.question = question;
    var cues = new ArrayList<CueIndex.CueList>();
    for (KeyPoint point : question.keyPoints()) {
      cues.add(new CueIndex.CueList(cues.size(), point.cues()));
    }
    for (CompanyFocus focus : question.askedBy()) {
      focusCue.put(focus.company(), cues.size());
      cues.add(new CueIndex.CueList(cues.size(), focus.cues()));
    }
    for (CommonMistake mistake : question.commonMistakes()) {
      if (mistake.when().isPresent() && mistake.when().get() instanceof Trigger.Cues when) {
        mistakeCue.put(mistake.id(), cues.size());
        cues.add(new CueIndex.CueList(cues.size(), when.cues()));
      }
    }
    lists = cues.size();
    index = new CueIndex(cues, CueIndex.Form.IDEA, synonyms, determiners);
  }

  Question question() {
    return question;
  }

  /** What the answer says of this question. */
  Hits in(Reading reading) {
    return new Hits(
        new SentenceCues(
            index.find(reading.tokens(), reading.sentences()),
            reading.tokens(),
            reading.sentences(),
            lists));
  }

  /** The cues of the question that stand in one answer. */
  final class Hits {
    private final SentenceCues cues;

    private Hits(SentenceCues cues) {
      this.cues = cues;
    }

    Optional<Span> keyPoint(int number) {
      return cues.first(number);
    }

    /** Whether the key point with this id is covered; true if the question has none such. */
    boolean covers(String keyPointId) {
      for (int i = 0; i < question.keyPoints().size(); i++) {
        if (question.keyPoints().get(i).id().equals(keyPointId)) {
          return keyPoint(i).isPresent();
        }
      }
      return true;
    }

    /** Whether the sentence has a cue of the key point that names the trade-off. */
    boolean tradeoff(int sentence) {
      for (int i = 0; i < question.keyPoints().size(); i++) {
        if (question.keyPoints().get(i).id().contains("tradeoff") && cues.has(i, sentence)) {
          return true;
        }
      }
      return false;
    }

    Optional<Span> focus(String company) {
      Integer cue = focusCue.get(company);
      return cue == null ? Optional.empty() : cues.first(cue);
    }

    /** The sentence in which one of the question's own mistakes shows. */
    int mistakeSentence(String mistakeId) {
      Integer cue = mistakeCue.get(mistakeId);
      return cue == null ? -1 : cues.firstSentence(cue);
    }
  }
}
