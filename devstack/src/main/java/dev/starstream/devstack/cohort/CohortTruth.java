package dev.starstream.devstack.cohort;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is true of every generated cohort by construction; {@code cohort-truth.yaml} documents it.
 *
 * @param mistakes base rate of each planted mistake, by its id
 */
public record CohortTruth(Map<String, Double> mistakes, List<CompanyTruth> companies) {

  /**
   * How a company differs from the others.
   *
   * @param weight how many candidates practise for it, in relation to the others
   * @param difficulty factor on the rate of every mistake
   * @param mistake the mistake that is planted more often there
   * @param plantedMore how many times as often
   */
  public record CompanyTruth(
      String id, int weight, double difficulty, String mistake, double plantedMore) {
    public CompanyTruth {
      if (weight < 1 || difficulty <= 0 || plantedMore <= 1) {
        throw new IllegalArgumentException(
            "company " + id + " (expected: weight >= 1, difficulty > 0, planted_more > 1)");
      }
    }
  }

  public CohortTruth {
    // In order of id, so that drawing goes through them in the same order everywhere.
    mistakes = Collections.unmodifiableSortedMap(new TreeMap<>(mistakes));
    companies = List.copyOf(companies);
    for (var company : companies) {
      if (!mistakes.containsKey(company.mistake())) {
        throw new IllegalArgumentException(
            "company " + company.id() + ": mistake " + company.mistake() + " has no base rate");
      }
    }
  }

  /** Reads the table that is shipped with the generator. */
  public static CohortTruth load() {
    return CohortFiles.read("cohort-truth.yaml", new TypeReference<CohortTruth>() {});
  }
}
