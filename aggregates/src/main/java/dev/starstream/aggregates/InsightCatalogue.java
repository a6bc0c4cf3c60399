package dev.starstream.aggregates;

import dev.starstream.schemas.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every insight that comes with the program, in the order of {@code insights/index.txt}. */
public final class InsightCatalogue {
  private final Map<String, Insight> insights;

  private InsightCatalogue(Map<String, Insight> insights) {
    this.insights = insights;
  }

  /** Reads the files on the class path, in a folder or in a jar. */
  public static InsightCatalogue load() {
    var insights = new LinkedHashMap<String, Insight>();
    for (var name :
        Resources.text("insights/index.txt").lines().filter(line -> !line.isBlank()).toList()) {
      insights.put(name, Insight.parse(name, Resources.text("insights/" + name + ".sql")));
    }
    return new InsightCatalogue(insights);
  }

  public Collection<Insight> all() {
    return List.copyOf(insights.values());
  }

  /** The insight of that name; an {@link InsightException} names the nearest if there is none. */
  public Insight insight(String name) {
    var insight = insights.get(name);
    if (insight == null) {
      var names = List.copyOf(insights.keySet());
      throw new InsightException(
          "name", name, "one of " + String.join(", ", names), Nearest.all(name, names));
    }
    return insight;
  }
}
