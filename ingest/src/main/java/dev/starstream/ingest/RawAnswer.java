package dev.starstream.ingest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One answer as it was sent, before any rule is applied. JSON and CSV both end here. */
sealed interface RawAnswer {

  /**
   * Named values in the order sent. JSON's null is left out: it means the same as no field.
   *
   * @param repeated names that were there more than once; the first value is kept
   */
  record Fields(Map<String, Value> values, List<String> repeated) implements RawAnswer {
    public Fields {
      values = new LinkedHashMap<>(values);
      repeated = List.copyOf(repeated);
    }

    /** The same with one more text. */
    Fields with(String name, String text) {
      var more = new LinkedHashMap<>(values);
      more.put(name, new Value.Text(text));
      return new Fields(more, repeated);
    }
  }

  /** Something else than an object with fields. */
  record Unreadable(String detail) implements RawAnswer {}

  /** A value as sent. */
  sealed interface Value {
    record Text(String text) implements Value {}

    /** A number as written: it may be of any size, so it is not converted here. */
    record Numeral(String literal) implements Value {}

    /** Anything that no field takes, such as "an array". */
    record Other(String kind) implements Value {}
  }
}
