package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.Rubric;
import java.util.ArrayList;
import java.util.List;

/** What the outcome decision of each quantity is made from, for those who learn its weights. */
public final class OutcomeSignReader {
  /**
   * A quantity.
   *
   * @param signs numbers into {@link #names}
   */
  public record Judged(Span span, List<Integer> signs) {}

  private final AnswerReader reader;
  private final PartTagger tagger;

  /** For the shipped rubric and this model of the parts. */
  public OutcomeSignReader(PartModel model) {
    Rubric rubric = Rubric.load();
    var book = new CueBook(rubric.words());
    reader = new AnswerReader(rubric, book).index(book);
    tagger = new PartTagger(model, book.vocabulary());
  }

  /** The names of all signs, by number. */
  public List<String> names() {
    return reader.outcomes().names();
  }

  /** The quantities of a text, in order. */
  public List<Judged> read(String text) {
    Reading reading = reader.read(text);
    Parts parts = tagger.tag(reading, reader);
    var found = new ArrayList<Judged>();
    for (int i = 0; i < reading.quantities().count(); i++) {
      var signs = new ArrayList<Integer>();
      Quantities.Quantity quantity = reading.quantities().get(i);
      reader.outcomes().signs(quantity, reading, parts, signs::add);
      found.add(new Judged(quantity.span(), List.copyOf(signs)));
    }
    return found;
  }
}
