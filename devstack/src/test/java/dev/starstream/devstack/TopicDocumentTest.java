package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.app.DocumentRoutes;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document beside the topics that are made and the schemas that are registered. */
class TopicDocumentTest {

  /** Topics that are described and not built yet; to be emptied as they come. */
  private static final Set<String> NOT_YET = Set.of();

  private final JsonNode document = DocumentRoutes.asyncApi();

  @Test
  void channels_areTheTopics() {
    var described =
        document.path("channels").findValuesAsText("address").stream()
            .collect(Collectors.toCollection(TreeSet::new));
    var topics = Topics.ALL.stream().map(Topics.Topic::name).collect(Collectors.toSet());

    assertThat(described).containsAll(topics);
    described.removeAll(topics);
    assertThat(described).isEqualTo(new TreeSet<>(NOT_YET));
  }

  @Test
  void everyTopic_isKeptAsDescribed() {
    for (var topic : Topics.ALL) {
      var kept = channel(topic).at("/bindings/kafka/topicConfiguration");

      assertThat(kept.at("/cleanup.policy/0").asText())
          .as(topic.name())
          .isEqualTo(topic.retention().isPresent() ? "delete" : "compact");
      assertThat(kept.path("retention.ms").asLong())
          .as(topic.name())
          .isEqualTo(topic.retention().map(Duration::toMillis).orElse(-1L));
      assertThat(kept.path("max.message.bytes").asInt())
          .as(topic.name())
          .isEqualTo(topic.maxMessageBytes());
    }
  }

  @Test
  void everyTopicsSchema_isTheFileThatItsMessageNames() {
    var files = new TreeMap<>(DocumentRoutes.schemas());
    for (var topic : Topics.ALL) {
      var messages = channel(topic).path("messages");
      assertThat(messages).as(topic.name()).hasSize(1);
      var message = resolved(messages.elements().next());
      var file = message.at("/payload/schema/$ref").asText().replace("./schemas/", "");

      assertThat(files).containsKey(file);
      var served = new SchemaParser().parse(files.get(file)).mainSchema();
      assertThat(served).as(topic.name()).isEqualTo(topic.valueSchema());
      assertThat(message.at("/bindings/kafka/key/description").asText()).isNotBlank();
    }
  }

  @Test
  void everyReferenceInsideTheDocument_leadsSomewhere() {
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .filteredOn(ref -> !ref.startsWith("./schemas/"))
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).isFalse());
  }

  @Test
  void everyChannel_hasAnOperation() {
    var used = document.path("operations").findValuesAsText("$ref");

    document
        .path("channels")
        .fieldNames()
        .forEachRemaining(name -> assertThat(used).contains("#/channels/" + name));
  }

  private JsonNode channel(Topics.Topic topic) {
    for (var channel : document.path("channels")) {
      if (channel.path("address").asText().equals(topic.name())) {
        return channel;
      }
    }
    throw new AssertionError("no channel " + topic.name());
  }

  private JsonNode resolved(JsonNode reference) {
    return document.at(reference.path("$ref").asText().substring(1));
  }
}
