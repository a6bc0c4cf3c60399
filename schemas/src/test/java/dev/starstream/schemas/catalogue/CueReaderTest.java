package dev.starstream.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CueReaderTest {
  private final List<String> problems = new ArrayList<>();
  private final CueReader reader = new CueReader((at, detail) -> problems.add(at + ": " + detail));

  @Test
  void phrase_isOneTerm() {
    assertThat(read("could not wait").terms())
        .containsExactly(new Cue.Term("could not wait", List.of("could not wait")));
  }

  @Test
  void plus_joinsTermsInWhicheverOrder() {
    Cue cue = read("rang / asked + what / why");

    assertThat(cue.ordered()).isFalse();
    assertThat(cue.terms())
        .extracting(Cue.Term::phrases)
        .containsExactly(List.of("rang", "asked"), List.of("what", "why"));
  }

  @Test
  void dots_joinTermsInThisOrder() {
    assertThat(read("told .. early").ordered()).isTrue();
  }

  @Test
  void family_standsForItsWordsAndThoseOfItsFamilies() {
    reader.addFamily("BOSS", List.of("manager", "chef"), "families.yaml");
    reader.addFamily("PERSON", List.of("BOSS", "guest"), "families.yaml");

    assertThat(read("PERSON / NUM").terms().get(0).phrases())
        .containsExactly("manager", "chef", "guest", "NUM");
  }

  @Test
  void part_limitsWhereTheCueIsLookedFor() {
    Cue cue = read("(result/learning) better");

    assertThat(cue.parts()).containsExactly("result", "learning");
    assertThat(cue.terms()).hasSize(1);
    assertThat(read("(result)").terms()).isEmpty();
  }

  @Test
  void unknownFamily_isReportedWithTheNearest() {
    reader.addFamily("BOSS", List.of("manager"), "families.yaml");

    assertRefused("told + BOSSS", "no family BOSSS; BOSS?");
  }

  @Test
  void badNotation_isReportedWithTheCueAndWhatWasExpected() {
    assertRefused("Trade-off", "'Trade-off' (expected: lower-case words");
    assertRefused("told  early", "'told  early' (expected: lower-case words");
    assertRefused("told + ", "(expected: lower-case words");
    assertRefused("told / + early", "(expected: lower-case words");
    assertRefused("", "(expected: lower-case words");
    assertRefused("told + now .. early", "expected: either + or ..");
    assertRefused("(end) told", "part 'end' (expected: one of [action, learning");
    assertRefused("(result told", "has no )");
    assertRefused("*", "(expected: lower-case words");
    assertRefused("go*", "* after three letters");
    assertRefused("a + b + c + d + e + f + g", "has 7 terms (expected: at most 6)");
  }

  @Test
  void badFamily_isReported() {
    reader.addFamily("Boss", List.of("manager"), "families.yaml");
    reader.addFamily("NUM", List.of("one"), "families.yaml");
    reader.addFamily("ASK", List.of("asked"), "families.yaml");
    reader.addFamily("ASK", List.of("asked"), "families.yaml");

    assertThat(problems)
        .containsExactly(
            "families.yaml: family 'Boss' (expected: capital letters, not NUM)",
            "families.yaml: family 'NUM' (expected: capital letters, not NUM)",
            "families.yaml: family ASK is there twice");
  }

  private Cue read(String text) {
    var cue = reader.read(text, "x.yaml question");
    assertThat(problems).isEmpty();
    return cue.orElseThrow();
  }

  private void assertRefused(String text, String why) {
    problems.clear();

    assertThat(reader.read(text, "x.yaml question")).isEmpty();
    assertThat(problems)
        .anySatisfy(
            problem -> assertThat(problem).startsWith("x.yaml question: cue '").contains(why));
  }
}
