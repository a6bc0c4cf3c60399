package dev.starstream.app.doctor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.app.doctor.Finding.State;
import java.util.List;
import java.util.Locale;

/** All findings of one run. */
public record DoctorReport(List<Finding> findings) {

  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /** The worst of all findings. */
  public State worst() {
    return findings.stream().map(Finding::state).max(State::compareTo).orElse(State.OK);
  }

  /** A line a finding, its cure beneath, and a summary. */
  public String text() {
    var width = findings.stream().mapToInt(one -> one.check().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var one : findings) {
      text.append(
          "%-8s %-{w}s  %s%n"
              .replace("{w}", Integer.toString(width))
              .formatted(word(one.state()), one.check(), one.found()));
      one.cure()
          .ifPresent(
              cure ->
                  text.append(" ".repeat(width + 11))
                      .append("cure: ")
                      .append(cure)
                      .append(System.lineSeparator()));
    }
    return text.append(System.lineSeparator()).append(summary()).toString();
  }

  private String summary() {
    return switch (worst()) {
      case OK, UNKNOWN -> "all is well";
      case WARNING -> "it works; see the warnings";
      case WRONG -> "something is wrong";
      case DOWN -> "a server is down";
    };
  }

  /** The same as a document. */
  public ObjectNode json() {
    var document = JsonNodeFactory.instance.objectNode().put("worst", word(worst()));
    var checks = document.putArray("checks");
    for (var one : findings) {
      var check =
          checks
              .addObject()
              .put("check", one.check())
              .put("state", word(one.state()))
              .put("found", one.found());
      one.cure().ifPresent(cure -> check.put("cure", cure));
    }
    return document;
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
