package dev.starstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final QuestionTopic topic = new QuestionTopic();
  private final AtomicBoolean registryIsDown = new AtomicBoolean();
  private Optional<TopicFollower<String>> follower = Optional.empty();

  @AfterEach
  void close() {
    follower.ifPresent(TopicFollower::close);
  }

  @Test
  void whatWasThereBefore_isReadToTheEnd() {
    topic.add("a", bytes("1"));
    topic.add("b", bytes("2"));
    topic.add("a", bytes("3"));
    topic.add("b", null);

    var view = follow();

    assertThat(view.awaitComplete(SOON)).isTrue();
    assertThat(view.all()).isEqualTo(Map.of("a", "3"));
  }

  @Test
  void whatComesLater_isThereOnceItsOffsetIsReached() {
    var view = follow();
    assertThat(view.awaitComplete(SOON)).isTrue();

    var offset = topic.add("a", bytes("1"));

    assertThat(view.await(0, offset, SOON)).isTrue();
    assertThat(view.get("a")).contains("1");
    assertThat(view.await(0, offset + 1, Duration.ofMillis(20))).isFalse();
  }

  @Test
  void bytesThatCannotBeRead_takeTheirKeyAwayAndNoOther() {
    topic.add("a", bytes("1"));
    topic.add("b", bytes("2"));
    topic.add("a", bytes("strange"));

    var view = follow();

    assertThat(view.awaitComplete(SOON)).isTrue();
    assertThat(view.all()).isEqualTo(Map.of("b", "2"));
  }

  @Test
  void outageAtTheStart_isWaitedOut() {
    topic.goDown();
    topic.add("a", bytes("1"));
    var view = follow();
    assertThat(view.awaitComplete(Duration.ofMillis(100))).isFalse();

    topic.comeBack();

    assertThat(view.awaitComplete(SOON)).isTrue();
    assertThat(view.get("a")).contains("1");
  }

  @Test
  void outageLater_keepsTheViewAndForgetsAfterwardsWhatIsGone() {
    topic.add("a", bytes("1"));
    topic.add("b", bytes("2"));
    var view = follow();
    assertThat(view.awaitComplete(SOON)).isTrue();

    topic.goDown();
    topic.forget("a");
    assertThat(view.all()).isEqualTo(Map.of("a", "1", "b", "2"));
    topic.comeBack();
    topic.add("c", bytes("3"));
    topic.add("d", bytes("4"));

    assertThat(view.await(0, 2, SOON)).isTrue();
    assertThat(view.all()).isEqualTo(Map.of("b", "2", "c", "3", "d", "4"));
  }

  @Test
  void readingThatFailsForNow_isTriedAgain() {
    topic.add("a", bytes("1"));
    registryIsDown.set(true);
    var view = follow();
    assertThat(view.awaitComplete(Duration.ofMillis(100))).isFalse();

    registryIsDown.set(false);

    assertThat(view.awaitComplete(SOON)).isTrue();
    assertThat(view.get("a")).contains("1");
  }

  private TopicFollower<String> follow() {
    var started =
        TopicFollower.start(
            QuestionTopic.PARTITION.topic(),
            topic::follower,
            (key, value) -> {
              if (registryIsDown.get()) {
                throw new IllegalStateException("no registry");
              }
              var text = new String(value, UTF_8);
              return text.equals("strange") ? Optional.empty() : Optional.of(text);
            });
    follower = Optional.of(started);
    return started;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
