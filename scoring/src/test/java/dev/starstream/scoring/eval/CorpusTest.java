package dev.starstream.scoring.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Scorecard.Sentence;
import dev.starstream.scoring.score.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();

  @TempDir Path folder;

  @Test
  void labels_areReadAsTheyAre() throws IOException {
    // When
    var answer =
        one(
            "{'id':'a','voice':'cook','source':'me','license':'MIT','level':'senior',"
                + "'questionId':'balance_excellence_and_value','company':'amazon',"
                + "'text':'I cut it by 20%. 😀 It held.',"
                + "'sentences':[{'start':0,'end':16,'part':'action'},{'start':20,'end':28,'part':'result'}],"
                + "'metrics':[{'start':12,'end':15,'surface':'20%','kind':'percent','outcome':true}],"
                + "'mistakes':{'present':['no_learning'],'absent':['debt_left_without_owner']},"
                + "'keyPoints':{'covered':['names_the_tradeoff'],'missed':['options_compared']},"
                + "'companyFocus':true,'remark':'not ours'}");

    // Then
    assertThat(answer.voice()).contains("cook");
    assertThat(answer.source()).contains("me");
    assertThat(answer.license()).contains("MIT");
    assertThat(answer.answer().level()).contains(Level.SENIOR);
    assertThat(answer.question().orElseThrow().id()).isEqualTo("balance_excellence_and_value");
    assertThat(answer.sentences().orElseThrow())
        .containsExactly(
            new Sentence(new Span(0, 16), Part.ACTION),
            new Sentence(new Span(20, 28), Part.RESULT));
    assertThat(answer.metrics().orElseThrow())
        .containsExactly(new LabelledAnswer.Metric(new Span(12, 15), MetricKind.PERCENT, true));
    assertThat(answer.mistakes())
        .isEqualTo(Map.of("no_learning", true, "debt_left_without_owner", false));
    assertThat(answer.keyPoints())
        .isEqualTo(Map.of("names_the_tradeoff", true, "options_compared", false));
    assertThat(answer.companyFocus()).contains(true);
  }

  @Test
  void labelThatIsNotThere_isNotAnEmptyOne() throws IOException {
    // When
    var bare = one("{'id':'a','text':'I did.','sentences':null}");
    var empty = one("{'id':'a','text':'I did.','sentences':[],'metrics':[],'mistakes':{}}");

    // Then
    assertThat(bare.sentences()).isEmpty();
    assertThat(bare.metrics()).isEmpty();
    assertThat(empty.sentences()).contains(List.of());
    assertThat(empty.metrics()).contains(List.of());
    assertThat(empty.mistakes()).isEmpty();
    assertThat(empty.companyFocus()).isEmpty();
  }

  @Test
  void levelOfAnotherSource_isNone() throws IOException {
    assertThat(one("{'id':'a','text':'x','level':'wizard'}").answer().level()).isEmpty();
    assertThat(one("{'id':'a','text':'x','level':null}").answer().level()).isEmpty();
    assertThat(one("{'id':'a','text':'x','level':'lead'}").answer().level()).contains(Level.STAFF);
  }

  @Test
  void metricsInAnyOrder_areReadInThatOfTheText() throws IOException {
    // When
    var answer =
        one(
            "{'id':'a','text':'1% 2%','metrics':[{'start':3,'end':5,'kind':'percent','outcome':false},"
                + "{'start':0,'end':2,'kind':'percent','outcome':false}]}");

    // Then
    assertThat(answer.metrics().orElseThrow())
        .extracting(metric -> metric.span().start())
        .containsExactly(0, 3);
  }

  @Test
  void badLine_isLeftOutAndItsNeighboursAreRead() throws IOException {
    // Given
    Path file =
        file("lines.jsonl", "\ufeff{'id':'a','text':'x'}", "", "{broken", "{'id':'b','text':'x'}");

    // When
    Corpus corpus = Corpus.read(List.of(file), CATALOGUE);

    // Then
    assertThat(corpus.answers()).extracting(LabelledAnswer::id).containsExactly("a", "b");
    assertThat(corpus.problems()).hasSize(1);
    assertThat(corpus.problems().get(0).toString())
        .startsWith(file + ":3: column ")
        .endsWith("(expected: one JSON object)");
  }

  @Test
  void idOfAnotherLine_isRefusedWhereverThatLineIs() throws IOException {
    // Given
    Path first = file("first.jsonl", "{'id':'a','text':'x'}", "{'id':'a','text':'y'}");
    Path second = file("second.jsonl", "{'id':'a','text':'z'}");

    // When
    Corpus corpus = Corpus.read(List.of(first, second), CATALOGUE);

    // Then
    assertThat(corpus.answers()).hasSize(1);
    String what = "/id: 'a' is that of " + first + ":1 (expected: each once)";
    assertThat(corpus.problems())
        .containsExactly(new Corpus.Problem(first, 2, what), new Corpus.Problem(second, 1, what));
  }

  @Test
  void everyWrongValue_isNamedWithWhatWasExpected() throws IOException {
    assertThat(wrong("[1]")).containsExactly("array (expected: one JSON object)");
    assertThat(wrong("{'text':'x'}"))
        .containsExactly("/id: missing (expected: a text that no other answer has)");
    assertThat(wrong("{'id':'a'}"))
        .containsExactly("/text: missing (expected: the answer as a string)");
    assertThat(wrong("{'id':'a','text':'x','Sentence':[]}"))
        .containsExactly(
            "/Sentence: unknown (expected: one of the keys of docs/CORPUS.md; did you mean"
                + " 'sentences'?)");
    assertThat(wrong("{'id':'a','text':'x','sentences':{}}"))
        .containsExactly("/sentences: object (expected: a list)");
    assertThat(wrong("{'id':'a','text':'x','voice':3}"))
        .containsExactly("/voice: number (expected: a string)");
  }

  @Test
  void wrongSentence_isNamedWithWhatWasExpected() throws IOException {
    assertThat(wrong(sentences("{'start':0,'end':9,'part':'task'}")))
        .containsExactly(
            "/sentences/0: start 0, end 9 (expected: 0 <= start < end <= 8, the length of the"
                + " text)");
    assertThat(wrong(sentences("{'start':3,'part':'task'}")))
        .containsExactly(
            "/sentences/0: start 3, end missing (expected: 0 <= start < end <= 8, the length of"
                + " the text)");
    assertThat(wrong(sentences("{'start':0,'end':8,'part':'goal'}")))
        .containsExactly(
            "/sentences/0/part: \"goal\" (expected: one of situation, task, action, result,"
                + " learning, none)");
    assertThat(
            wrong(sentences("{'start':4,'end':8,'part':'task'},{'start':0,'end':3,'part':'task'}")))
        .containsExactly(
            "/sentences: one from 0 to 3 comes after one from 4 to 8 (expected: in the order of the"
                + " text, not overlapping)");
    assertThat(
            wrong(sentences("{'start':0,'end':5,'part':'task'},{'start':4,'end':8,'part':'task'}")))
        .containsExactly(
            "/sentences: one from 4 to 8 comes after one from 0 to 5 (expected: in the order of the"
                + " text, not overlapping)");
  }

  @Test
  void wrongMetric_isNamedWithWhatWasExpected() throws IOException {
    assertThat(
            wrong(
                "{'id':'a','text':'by 20%','metrics':[{'start':3,'end':6,'surface':'30%','kind':'share'}]}"))
        .containsExactly(
            "/metrics/0/kind: \"share\" (expected: one of percent, money, duration, count,"
                + " multiplier, delta, score)",
            "/metrics/0/outcome: missing (expected: true or false)",
            "/metrics/0/surface: \"30%\" (expected: '20%', which is what stands there)");
  }

  @Test
  void wrongJudgement_isNamedWithWhatWasExpected() throws IOException {
    assertThat(wrong("{'id':'a','text':'x','mistakes':{'present':['no_lerning']}}").get(0))
        .startsWith("/mistakes/present: \"no_lerning\" (expected: one of absolutist, ")
        .endsWith("; did you mean 'no_learning'?)");
    assertThat(
            wrong(
                "{'id':'a','text':'x','mistakes':{'present':['hypothetical'],'absent':['hypothetical']}}"))
        .containsExactly(
            "/mistakes/absent: \"hypothetical\" is there twice (expected: each id once)");
    assertThat(wrong("{'id':'a','text':'x','mistakes':{'made':['hypothetical']}}"))
        .containsExactly("/mistakes/made: unknown (expected: present or absent)");
    assertThat(wrong("{'id':'a','text':'x','mistakes':['hypothetical']}"))
        .containsExactly(
            "/mistakes: array (expected: an object with the lists present and absent)");
    assertThat(wrong("{'id':'a','text':'x','keyPoints':{'covered':'hypothetical'}}"))
        .containsExactly("/keyPoints/covered: \"hypothetical\" (expected: a list of ids)");
    assertThat(wrong("{'id':'a','text':'x','keyPoints':{'covered':['names_the_tradeoff']}}"))
        .containsExactly(
            "/keyPoints/covered: \"names_the_tradeoff\" (expected: none, as the question is not in"
                + " the catalogue)");
    assertThat(wrong("{'id':'a','text':'x','company':'amazon','companyFocus':true}").get(0))
        .startsWith("/companyFocus: true (expected: only with a question and a company");
  }

  @Test
  void exampleOfTheDocumentation_canBeRead() throws IOException {
    // Given
    String page = Files.readString(Path.of("../docs/CORPUS.md"));
    int start = page.indexOf("```json") + "```json".length();
    String example = page.substring(start, page.indexOf("```", start)).replace("\n", "");

    // When
    Corpus corpus =
        Corpus.read(List.of(Files.writeString(folder.resolve("example"), example)), CATALOGUE);

    // Then
    assertThat(corpus.problems()).isEmpty();
    assertThat(corpus.answers()).hasSize(1);
  }

  private static String sentences(String sentences) {
    return "{'id':'a','text':'I did it','sentences':[" + sentences + "]}";
  }

  private LabelledAnswer one(String line) throws IOException {
    Corpus corpus = Corpus.read(List.of(file("one.jsonl", line)), CATALOGUE);
    assertThat(corpus.problems()).isEmpty();
    assertThat(corpus.answers()).hasSize(1);
    return corpus.answers().get(0);
  }

  private List<String> wrong(String line) throws IOException {
    Corpus corpus = Corpus.read(List.of(file("wrong.jsonl", line)), CATALOGUE);
    assertThat(corpus.answers()).isEmpty();
    return corpus.problems().stream().map(Corpus.Problem::what).toList();
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines).replace('\'', '"'));
  }
}
