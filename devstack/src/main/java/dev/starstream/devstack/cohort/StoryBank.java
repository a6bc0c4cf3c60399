package dev.starstream.devstack.cohort;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.starstream.scoring.rubric.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All texts of the cohort. */
final class StoryBank {

  /** Where a story happened. */
  enum Setting {
    TECHNOLOGY,
    EVERYDAY
  }

  /** Sentences that plant a mistake which no story carries by itself. */
  private record Remarks(Part part, List<String> technology, List<String> everyday) {}

  private final Map<Setting, List<Story>> stories = new EnumMap<>(Setting.class);
  private final Map<String, Remarks> remarks;
  private final Map<String, List<String>> noStory;

  private StoryBank(Map<String, Remarks> remarks, Map<String, List<String>> noStory) {
    this.remarks = remarks;
    this.noStory = noStory;
  }

  static StoryBank load() {
    var bank =
        new StoryBank(
            CohortFiles.read("remarks.yaml", new TypeReference<Map<String, Remarks>>() {}),
            CohortFiles.read("no-story.yaml", new TypeReference<Map<String, List<String>>>() {}));
    var ids = new HashSet<String>();
    for (var setting : Setting.values()) {
      var file = "stories-" + setting.name().toLowerCase(Locale.ROOT) + ".yaml";
      var read = CohortFiles.read(file, new TypeReference<List<Story>>() {});
      for (var story : read) {
        if (!ids.add(story.id())) {
          throw new IllegalArgumentException(
              "cohort: " + file + ": " + story.id() + " is there twice");
        }
      }
      bank.stories.put(setting, List.copyOf(read));
    }
    return bank;
  }

  List<Story> stories(Setting setting) {
    return stories.get(setting);
  }

  List<Story> stories() {
    var all = new ArrayList<Story>();
    stories.values().forEach(all::addAll);
    return all;
  }

  /** Whole texts that make that mistake and tell no story; empty if there are none. */
  List<String> textsWithoutStory(String mistake) {
    return noStory.getOrDefault(mistake, List.of());
  }

  /** Sentences that make that mistake within a story. */
  List<String> remarks(String mistake, Setting setting) {
    var remark = remarks.get(mistake);
    return switch (setting) {
      case TECHNOLOGY -> remark.technology();
      case EVERYDAY -> remark.everyday();
    };
  }

  Part partOfRemark(String mistake) {
    return remarks.get(mistake).part();
  }
}
