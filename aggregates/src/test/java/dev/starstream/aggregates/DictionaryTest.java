package dev.starstream.aggregates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DictionaryTest {

  @Test
  void manyWords_haveTheNumbersOfAMap() throws IOException {
    var random = new Random(6);
    var dictionary = new Dictionary();
    for (var round = 0; round < 3; round++) {
      var numbers = new HashMap<String, Integer>();
      var words = new ArrayList<String>();
      for (var i = 0; i < 50_000; i++) {
        // From the empty word to ones of two bytes a letter, rare and frequent.
        var word = "é".repeat(random.nextInt(3)) + (int) Math.exp(random.nextInt(9));
        word = random.nextInt(50) == 0 ? "" : word + (random.nextInt(3) == 0 ? "" : "x" + i % 977);
        if (!numbers.containsKey(word)) {
          numbers.put(word, words.size());
          words.add(word);
        }
        var bytes = ("<" + word + ">").getBytes(UTF_8);
        assertThat(dictionary.number(bytes, 1, bytes.length - 2)).isEqualTo(numbers.get(word));
      }
      assertThat(dictionary.size()).isEqualTo(words.size());
      var expected = new LittleEndianBytes();
      words.forEach(word -> expected.string(word.getBytes(UTF_8)));
      assertThat(written(dictionary)).isEqualTo(expected.copy(0, expected.size()));
      var other = new Dictionary();
      for (var number = words.size() - 1; number >= 0; number--) {
        assertThat(other.numberIn(dictionary, number)).isEqualTo(words.size() - 1 - number);
      }
      dictionary.clear();
      assertThat(dictionary.size()).isZero();
    }
  }

  private static byte[] written(Dictionary dictionary) throws IOException {
    var out = new ByteArrayOutputStream();
    dictionary.writeTo(out);
    return out.toByteArray();
  }
}
