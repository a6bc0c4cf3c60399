package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InsightTagTest {

  private static String tag(Map<String, String> params, Accepted format, Object... values) {
    var result =
        new InsightResult(
            InsightCatalogue.load().insight("trend"),
            params,
            List.of(),
            List.of(Arrays.asList(values)),
            Duration.ofNanos(Arrays.hashCode(values)));
    return InsightTag.of(result, format);
  }

  @Test
  void sameAnswer_hasTheSameTagWhateverItTook() {
    var tag = tag(Map.of("level", "mid"), Accepted.JSON, "a", 0.1 + 0.2, null, 7L);

    assertThat(tag).matches("W/\"[0-9a-f]{32}\"");
    assertThat(tag(Map.of("level", "mid"), Accepted.JSON, "a", 0.3, null, 7L)).isEqualTo(tag);
  }

  @Test
  void whateverElseDiffers_changesTheTag() {
    assertThat(
            List.of(
                tag(Map.of(), Accepted.JSON, "a", 0.3, null),
                tag(Map.of("level", "mid"), Accepted.JSON, "a", 0.3, null),
                tag(Map.of(), Accepted.CSV, "a", 0.3, null),
                tag(Map.of(), Accepted.JSON, "a", 0.300001, null),
                tag(Map.of(), Accepted.JSON, "a", 0.3, "null"),
                tag(Map.of(), Accepted.JSON, "a", 0.3, ""),
                tag(Map.of(), Accepted.JSON, "a0", ".3", null)))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "W/\"a\"            | true",
        "\"a\"              | true",
        "\"b\", W/\"a\"     | true",
        "*                  | true",
        "\"b\"              | false",
        "a                  | false",
        "\"\"               | false",
        ",,                 | false"
      })
  void ifNoneMatch_isComparedWeakly(String header, boolean matches) {
    assertThat(InsightTag.matches(header, "W/\"a\"")).isEqualTo(matches);
  }

  @Test
  void noHeader_matchesNothing() {
    assertThat(InsightTag.matches(null, "W/\"a\"")).isFalse();
  }
}
