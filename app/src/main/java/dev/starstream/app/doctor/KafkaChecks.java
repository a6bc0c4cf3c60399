package dev.starstream.app.doctor;

import dev.starstream.aggregates.SinkOffsets;
import dev.starstream.app.Settings;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka, its topics, and who reads them. */
final class KafkaChecks implements Examination {

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration SKEW = Duration.ofSeconds(2);
  private static final long MUCH = 100_000;

  private final Settings settings;

  KafkaChecks(Settings settings) {
    this.settings = settings;
  }

  @Override
  public List<String> checks() {
    return List.of("kafka", "clock", "topics", "scoring", "sink");
  }

  @Override
  public String cure() {
    return "start Kafka, or set kafka.bootstrap-servers, which is "
        + settings.kafka().get("bootstrap.servers");
  }

  @Override
  public void examine(Consumer<Finding> found) throws Exception {
    var config = new HashMap<String, Object>(settings.kafka());
    config.put("client.id", "starstream-doctor");
    config.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    config.put("request.timeout.ms", (int) PATIENCE.toMillis());
    try (var admin = Admin.create(config)) {
      var brokers = admin.describeCluster().nodes().get();
      found.accept(
          Finding.ok(
              "kafka",
              brokers.size()
                  + (brokers.size() == 1 ? " broker at " : " brokers at ")
                  + settings.kafka().get("bootstrap.servers")));
      found.accept(clock(admin));
      var topics = topics(admin);
      found.accept(topics(admin, topics));
      found.accept(scoring(admin, topics));
      found.accept(sink(admin, topics));
    }
  }

  /** The leader of the quorum tells its time as that of its own last fetch. */
  private static Finding clock(Admin admin) throws InterruptedException {
    var before = System.currentTimeMillis();
    try {
      var quorum = admin.describeMetadataQuorum().quorumInfo().get();
      var here = (before + System.currentTimeMillis()) / 2;
      return quorum.voters().stream()
          .filter(voter -> voter.replicaId() == quorum.leaderId())
          .map(QuorumInfo.ReplicaState::lastFetchTimestamp)
          .flatMapToLong(at -> at.stream())
          .mapToObj(there -> clock(Duration.ofMillis(here - there)))
          .findFirst()
          .orElseGet(() -> Finding.unknown("clock", "Kafka does not tell its time"));
    } catch (ExecutionException e) {
      return Finding.unknown("clock", "Kafka does not tell its time to this user");
    }
  }

  static Finding clock(Duration ahead) {
    var skew = ahead.abs();
    var found =
        "%d ms %s Kafka's".formatted(skew.toMillis(), ahead.isNegative() ? "behind" : "ahead of");
    return skew.compareTo(SKEW) <= 0
        ? Finding.ok("clock", found)
        : Finding.wrong("clock", found, "set both clocks by NTP (timedatectl set-ntp true)");
  }

  private static Map<String, TopicDescription> topics(Admin admin) throws Exception {
    var names = Topics.ALL.stream().map(Topics.Topic::name).toList();
    var there = new HashMap<String, TopicDescription>();
    for (var entry : admin.describeTopics(names).topicNameValues().entrySet()) {
      unless(UnknownTopicOrPartitionException.class, entry.getValue())
          .ifPresent(topic -> there.put(entry.getKey(), topic));
    }
    return there;
  }

  private Finding topics(Admin admin, Map<String, TopicDescription> there) throws Exception {
    var missing =
        Topics.ALL.stream()
            .map(Topics.Topic::name)
            .filter(name -> !there.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      return Finding.wrong(
          "topics", "missing: " + String.join(", ", missing), "starstream migrate");
    }
    var resources =
        there.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    var configs = admin.describeConfigs(resources).all().get();
    var wrong = new ArrayList<String>();
    var cures = new ArrayList<String>();
    for (var topic : Topics.ALL) {
      var config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      expected(topic)
          .forEach(
              (name, value) -> {
                var is = config.get(name).value();
                if (!is.equals(value)) {
                  wrong.add(
                      topic.name() + " has " + name + "=" + is + " (expected: " + value + ")");
                  cures.add(
                      "kafka-configs.sh --alter --entity-type topics --entity-name "
                          + topic.name()
                          + " --add-config "
                          + name
                          + "="
                          + value);
                }
              });
    }
    if (!wrong.isEmpty()) {
      return Finding.wrong("topics", String.join("; ", wrong), String.join("; ", cures));
    }
    return partitions(there);
  }

  /** What breaks something if it is otherwise. Retention may be chosen. */
  private static Map<String, String> expected(Topics.Topic topic) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        topic.retention().isPresent()
            ? TopicConfig.CLEANUP_POLICY_DELETE
            : TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private Finding partitions(Map<String, TopicDescription> there) {
    var leaderless =
        there.values().stream()
            .filter(topic -> topic.partitions().stream().anyMatch(one -> one.leader() == null))
            .map(TopicDescription::name)
            .toList();
    if (!leaderless.isEmpty()) {
      return Finding.down(
          "topics",
          "partitions without a leader: " + String.join(", ", leaderless),
          "start the brokers that hold them");
    }
    var few =
        there.values().stream()
            .filter(topic -> topic.partitions().size() < settings.newTopics().partitions())
            .map(topic -> topic.name() + " has " + topic.partitions().size())
            .toList();
    return few.isEmpty()
        ? Finding.ok("topics", there.size() + " there, each as this build makes it")
        : Finding.warning(
            "topics",
            "fewer partitions than topics.partitions, which is "
                + settings.newTopics().partitions()
                + ": "
                + String.join(", ", few),
            "lower the setting; a topic that holds answers keeps its partitions");
  }

  private Finding scoring(Admin admin, Map<String, TopicDescription> topics) throws Exception {
    var submitted = topics.get(Topics.ANSWERS_SUBMITTED.name());
    var group = settings.scoring().applicationId();
    if (submitted == null) {
      return Finding.unknown("scoring", "its topic is missing");
    }
    return group(
        "scoring",
        group,
        description(admin, group),
        lag(admin, group, submitted),
        "starstream serve scoring");
  }

  private static long lag(Admin admin, String group, TopicDescription topic) throws Exception {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    var earliest = new HashMap<TopicPartition, OffsetSpec>();
    for (var info : topic.partitions()) {
      var partition = new TopicPartition(topic.name(), info.partition());
      latest.put(partition, OffsetSpec.latest());
      earliest.put(partition, OffsetSpec.earliest());
    }
    var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    var ends = admin.listOffsets(latest).all().get();
    var begins = admin.listOffsets(earliest).all().get();
    long lag = 0;
    for (var partition : latest.keySet()) {
      var at = committed.get(partition);
      var read = at == null ? begins.get(partition).offset() : at.offset();
      lag += Math.max(0, ends.get(partition).offset() - read);
    }
    return lag;
  }

  private Finding sink(Admin admin, Map<String, TopicDescription> topics) throws Exception {
    if (topics.size() < Topics.ALL.size()) {
      return Finding.unknown("sink", "a topic is missing");
    }
    var group = settings.sink().name();
    Map<String, Long> lag;
    try (var offsets = SinkOffsets.open(settings.sink())) {
      lag = offsets.lag();
    }
    return group(
        "sink",
        group,
        description(admin, group),
        lag.values().stream().mapToLong(Long::longValue).sum(),
        "starstream serve sink");
  }

  private static Optional<ConsumerGroupDescription> description(Admin admin, String group)
      throws Exception {
    return unless(
        GroupIdNotFoundException.class,
        admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
  }

  private static Finding group(
      String check,
      String group,
      Optional<ConsumerGroupDescription> description,
      long lag,
      String cure) {
    return group(check, group, description.map(one -> one.members().size()).orElse(0), lag, cure);
  }

  static Finding group(String check, String group, int members, long lag, String cure) {
    var waiting = "%,d records wait".formatted(lag);
    if (members == 0) {
      var found = "nobody works in group " + group + "; " + waiting;
      return lag == 0 ? Finding.warning(check, found, cure) : Finding.wrong(check, found, cure);
    }
    var found = members + " consumers in group " + group + "; " + waiting;
    return lag < MUCH
        ? Finding.ok(check, found)
        : Finding.warning(check, found, "look at its log; one more of `" + cure + "`");
  }

  private static <T> Optional<T> unless(Class<? extends Exception> expected, KafkaFuture<T> future)
      throws Exception {
    try {
      return Optional.of(future.get());
    } catch (ExecutionException e) {
      if (expected.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
