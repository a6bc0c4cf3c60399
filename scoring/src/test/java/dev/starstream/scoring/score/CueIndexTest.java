package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.scoring.score.CueIndex.CueList;
import dev.starstream.scoring.score.CueIndex.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CueIndexTest {
  @Test
  void phrase_isFoundOnWordBoundariesInAnyCase() {
    assertThat(find(Form.EXACT, "trade off", "A Trade-off, no trade offer."))
        .containsExactly("Trade-off");
  }

  @Test
  void star_standsForAnyEnding() {
    assertThat(find(Form.EXACT, "prioriti* work", "I prioritised work and prioriti work."))
        .containsExactly("prioritised work", "prioriti work");
  }

  @Test
  void phrase_doesNotReachIntoTheNextSentence() {
    assertThat(find(Form.EXACT, "trade off", "It was a trade. Off we went.")).isEmpty();
  }

  @Test
  void typographicApostrophe_isAnApostrophe() {
    assertThat(find(Form.EXACT, "didn't know", "I didn\u2019t know."))
        .containsExactly("didn\u2019t know");
  }

  @Test
  void idea_isFoundByStem() {
    assertThat(find(Form.IDEA, "measure impact", "We measured the impact, measuring impacts."))
        .containsExactly("measured the impact", "measuring impacts");
  }

  @Test
  void idea_isFoundBySynonym() {
    assertThat(find(Form.IDEA, "asked customers", "I asked our clients."))
        .containsExactly("asked our clients");
  }

  @Test
  void exactForm_doesNotStem() {
    assertThat(find(Form.EXACT, "measure impact", "We measured the impact.")).isEmpty();
  }

  private static List<String> find(Form form, String phrase, String text) {
    var vocabulary = new Vocabulary();
    vocabulary.sameStems(Map.of("customer", "customer", "client", "customer"));
    var index =
        new CueIndex(
            List.of(new CueList(0, List.of(phrase))), form, vocabulary, List.of("the", "our"));
    vocabulary.close();
    Reading reading = Scorers.READER.read(text);
    CueMatches matches =
        index.find(reading.tokens(), vocabulary.of(reading.tokens()), reading.sentences());
    var found = new ArrayList<String>();
    for (int i = 0; i < matches.count(); i++) {
      found.add(
          text.substring(
              reading.tokens().start[matches.from(i)], reading.tokens().end[matches.to(i) - 1]));
    }
    return found;
  }
}
