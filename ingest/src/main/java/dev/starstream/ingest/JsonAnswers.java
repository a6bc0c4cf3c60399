package dev.starstream.ingest;

import dev.starstream.ingest.JsonItems.Form;
import dev.starstream.ingest.JsonItems.Shape;

/** Answers as plain JSON objects: flat, with the names of {@link AnswerField}. */
final class JsonAnswers {

  static final Form FORM =
      new Form(Shape.FLAT, members -> new RawAnswer.Fields(members.values(), members.repeated()));

  /** Reads a text that holds one answer, such as a line of JSON Lines. */
  static RawAnswer readOne(String json) {
    return FORM.read(json);
  }

  private JsonAnswers() {}
}
