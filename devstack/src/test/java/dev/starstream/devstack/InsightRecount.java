package dev.starstream.devstack;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;

import dev.starstream.devstack.InsightCohort.Scored;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** What a recount of an insight in plain Java is made of. */
final class InsightRecount {
  static final String ALL = "(all)";

  /** The 97.5% point of the normal distribution. */
  static final double Z = 1.959963984540054;

  /** How many of how many, from how many people. */
  record Rate(long k, long n, long people) {
    static Rate of(Collection<Scored> answers, Predicate<Scored> counted) {
      return new Rate(answers.stream().filter(counted).count(), answers.size(), persons(answers));
    }

    boolean hidden() {
      return people < 5;
    }

    double rate() {
      return (double) k / n;
    }

    double low() {
      return n == 0
          ? Double.NaN
          : BinomialConfidenceInterval.WILSON_SCORE
              .fromErrorRate((int) n, (int) k, 0.05)
              .getLowerBound();
    }

    double high() {
      return n == 0
          ? Double.NaN
          : BinomialConfidenceInterval.WILSON_SCORE
              .fromErrorRate((int) n, (int) k, 0.05)
              .getUpperBound();
    }

    double shrunk(Rate all) {
      return (k + 50 * all.rate()) / (n + 50);
    }

    String against(Rate other) {
      return compared(low(), high(), other.low(), other.high());
    }
  }

  static String compared(double low, double high, double otherLow, double otherHigh) {
    return low > otherHigh ? "higher" : high < otherLow ? "lower" : "no clear difference";
  }

  static long persons(Collection<Scored> answers) {
    return answers.stream().map(Scored::person).distinct().count();
  }

  static double mean(Collection<Scored> answers, ToDoubleFunction<Scored> value) {
    return answers.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  static String none(String name) {
    return name.isEmpty() ? "(none)" : name;
  }

  /** An expected row. */
  static final class Row extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;
    final boolean hidden;

    Row(boolean hidden) {
      this.hidden = hidden;
    }

    /** Names the row; shown even where its figures are not. */
    Row name(String column, Object value) {
      put(column, value);
      return this;
    }

    Row figure(String column, Object value) {
      put(column, hidden ? null : value);
      return this;
    }

    Row rate(String column, Rate rate) {
      return figure(column, rate.rate())
          .figure(column + "_low", rate.low())
          .figure(column + "_high", rate.high());
    }

    Row counted(Rate rate) {
      return figure("answers", rate.n())
          .figure("people", rate.people())
          .name("grey", !hidden && rate.n() < 30 ? 1L : 0L)
          .name("suppressed", hidden ? 1L : 0L);
    }

    double low(String column) {
      return (Double) get(column);
    }
  }

  /** Figures first, highest first; then the suppressed; then by name. */
  static Comparator<Row> ranked(String figure, String... names) {
    Comparator<Row> order = comparing((Row row) -> row.hidden);
    order = order.thenComparing(row -> (Double) row.get(figure), nullsLast(reverseOrder()));
    for (var name : names) {
      order = order.thenComparing(row -> (String) row.get(name), nullsFirst(naturalOrder()));
    }
    return order;
  }

  private InsightRecount() {}
}
