package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesScoringTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String STORY =
      "In May returns were late. I moved them to Sunday. As a result, delays fell by 30%.";

  @Test
  void goodLine_becomesAScorecardUnderTheContractsKeys() throws IOException {
    // When
    JsonNode card =
        score(
                """
                {"id":"a1","text":"%s","questionId":"balance_excellence_and_value",\
                "company":"amazon","level":"senior","modality":"transcript","durationMs":9000}
                """
                    .formatted(STORY))
            .get(0);

    // Then
    assertThat(card.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "star",
            "sentences",
            "metrics",
            "outcomeMetric",
            "keyPoints",
            "mistakes",
            "structure",
            "content",
            "delivery",
            "overall",
            "passed",
            "critique",
            "scorerVersion",
            "rubricVersion");
    assertThat(card.get("star").fieldNames())
        .toIterable()
        .containsExactly("situation", "task", "action", "result", "learning");
    assertThat(card.get("metrics").get(0).toString())
        .isEqualTo(
            "{\"start\":78,\"end\":81,\"surface\":\"30%\",\"kind\":\"percent\",\"outcome\":true}");
    assertThat(card.get("delivery").isNumber()).isTrue();
    assertThat(card.get("keyPoints")).isNotEmpty();
  }

  @Test
  void textWithoutDuration_hasNoDelivery() throws IOException {
    // When
    JsonNode card = score("{\"id\":\"a\",\"text\":\"" + STORY + "\"}").get(0);

    // Then
    assertThat(card.get("delivery").isNull()).isTrue();
  }

  @Test
  void badLines_becomeErrorLinesAndNeighboursAreScored() throws IOException {
    // Given
    String lines =
        String.join(
            "\n",
            "{\"id\":\"first\",\"text\":\"" + STORY + "\"}",
            "{not json",
            "",
            "[1,2]",
            "{\"id\":\"no-text\"}",
            "{\"id\":\"types\",\"text\":7,\"durationMs\":-1,\"level\":\"wizard\"}",
            "{\"id\":\"modality\",\"text\":\"x\",\"modality\":\"song\"}",
            "{\"id\":\"question\",\"text\":\"x\",\"questionId\":\"balance_excelence_and_value\"}",
            "{\"id\":\"two\",\"text\":\"x\"} {\"id\":\"three\"}",
            "{\"id\":\"last\",\"text\":\"" + STORY + "\"}");

    // When
    List<JsonNode> out = score(lines);

    // Then
    assertThat(out)
        .extracting(line -> line.get("id").asText())
        .containsExactly(
            "first",
            "line-2",
            "line-4",
            "no-text",
            "types",
            "modality",
            "question",
            "line-9",
            "last");
    assertThat(out.get(1).get("error").asText())
        .startsWith("line 2, column ")
        .endsWith("(expected: one JSON object)");
    assertThat(out.get(2).get("error").asText())
        .isEqualTo("line 4: array (expected: one JSON object)");
    assertThat(out.get(3).get("error").asText())
        .isEqualTo("line 5: /text: missing (expected: the answer as a string)");
    assertThat(out.get(4).get("error").asText())
        .isEqualTo(
            "line 6: /text: number (expected: a string); /level: 'wizard' (expected: one of junior,"
                + " mid, senior, staff); /durationMs: -1 (expected: a whole number of milliseconds,"
                + " 0 or more)");
    assertThat(out.get(5).get("error").asText())
        .isEqualTo("line 7: /modality: 'song' (expected: one of text, transcript)");
    assertThat(out.get(6).get("error").asText())
        .isEqualTo(
            "line 8: /questionId: 'balance_excelence_and_value' (expected: the id of a question in"
                + " the catalogue; did you mean balance_excellence_and_value?)");
    assertThat(out.get(8).get("overall").asDouble()).isPositive();
  }

  @Test
  void lineWithoutId_isNamedByItsNumber() throws IOException {
    // When
    List<JsonNode> out = score("\ufeff{\"text\":\"" + STORY + "\"}\n{\"id\":12,\"text\":\"\"}");

    // Then
    assertThat(out).extracting(line -> line.get("id").asText()).containsExactly("line-1", "12");
    assertThat(out.get(1).get("mistakes").get(0).get("id").asText()).isEqualTo("not_an_answer");
  }

  @Test
  void questionInTheCataloguesWords_isThatQuestion() throws IOException {
    // Given
    String asked = Scorers.CATALOGUE.question("balance_excellence_and_value").orElseThrow().text();

    // When
    JsonNode card =
        score("{\"id\":\"a\",\"text\":\"" + STORY + "\",\"question\":\"" + asked + "\"}").get(0);

    // Then
    assertThat(card.get("keyPoints")).isNotEmpty();
  }

  private static List<JsonNode> score(String lines) throws IOException {
    var out = new StringWriter();
    new JsonLinesScoring(Scorers.SHIPPED, Scorers.CATALOGUE).score(new StringReader(lines), out);
    var cards = new ArrayList<JsonNode>();
    for (String line : out.toString().split("\n", -1)) {
      if (!line.isEmpty()) {
        cards.add(JSON.readTree(line));
      }
    }
    return cards;
  }
}
