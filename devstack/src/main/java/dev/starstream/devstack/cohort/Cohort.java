package dev.starstream.devstack.cohort;

import java.util.List;

/** The answers of a generated cohort, in the order in which they were submitted. */
public record Cohort(List<LabelledAnswer> answers) {
  public Cohort {
    answers = List.copyOf(answers);
  }
}
