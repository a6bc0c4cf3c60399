package dev.starstream.scoring.rubric;

import java.util.List;

/** The rubric files are wrong; the message names every problem with its file, path and remedy. */
public final class InvalidRubricException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidRubricException(List<String> problems) {
    super("the rubric is wrong:\n  " + String.join("\n  ", problems));
  }
}
