package dev.starstream.ingest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One answer as it was sent, before any rule is applied. JSON, CSV, CloudEvents and xAPI all end
 * here.
 */
sealed interface RawAnswer {

  /**
   * Named values in the order sent. JSON's null is left out: it means the same as no field.
   *
   * @param values by the names of {@link AnswerField}; any other name will be a problem
   * @param repeated names that were there more than once; the first value is kept
   * @param places where the values stand in what was sent
   * @param problems what is wrong around the answer, such as in its envelope, with pointers within
   *     the item; an answer that has any is refused
   */
  record Fields(
      Map<String, Value> values, List<String> repeated, Places places, List<Problem> problems)
      implements RawAnswer {
    public Fields {
      values = new LinkedHashMap<>(values);
      repeated = List.copyOf(repeated);
      problems = List.copyOf(problems);
    }

    /** An answer that has no envelope. */
    public Fields(Map<String, Value> values, List<String> repeated) {
      this(values, repeated, Places.TOP, List.of());
    }

    /** The same with one more text. */
    Fields with(String name, String text) {
      var more = new LinkedHashMap<>(values);
      more.put(name, new Value.Text(text));
      return new Fields(more, repeated, places, problems);
    }
  }

  /**
   * Something else than an object with fields.
   *
   * @param id the publisher's id, where it could be read all the same
   */
  record Unreadable(List<Problem> problems, Optional<String> id) implements RawAnswer {
    public Unreadable {
      problems = List.copyOf(problems);
    }

    public Unreadable(String detail) {
      this(List.of(new Problem("", detail)), Optional.empty());
    }
  }

  /**
   * Where fields stand in an item.
   *
   * @param parent JSON pointer of the object that most stand in; empty for the item itself
   * @param others JSON pointers of the others, by name
   */
  record Places(String parent, Map<String, String> others) {
    static final Places TOP = new Places("", Map.of());

    public Places {
      others = Map.copyOf(others);
    }

    /** JSON pointer of a field within the item. */
    String of(String name) {
      var other = others.get(name);
      return other == null ? Pointers.to(parent, name) : other;
    }
  }

  /** A value as sent. */
  sealed interface Value {
    record Text(String text) implements Value {}

    /** A number as written: it may be of any size, so it is not converted here. */
    record Numeral(String literal) implements Value {}

    /** Anything that no field takes, such as "an array". */
    record Other(String kind) implements Value {}

    /** A text that may be a question's id: without effect if no question has it. */
    record Guess(String questionId) implements Value {}

    /** What it is, for a sentence such as "is a number". */
    default String kind() {
      if (this instanceof Other other) {
        return other.kind();
      }
      return this instanceof Numeral ? "a number" : "text";
    }
  }
}
