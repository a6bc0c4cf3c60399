package dev.starstream.scoring.stream;

import dev.starstream.events.PlatformQuestion;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.PlatformQuestions;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.schemas.catalogue.Questions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shipped questions, and those of platforms out of the bytes that a store has of them. Each
 * version of a question is read once and then the same object, so that what a scorer has made of it
 * can be kept. Safe for many threads.
 */
final class OwnQuestions {

  private static final Logger log = LoggerFactory.getLogger(OwnQuestions.class);

  /**
   * What bytes were read as.
   *
   * @param question empty if they are no question
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by its content below
  private record Version(byte[] bytes, Optional<Question> question) {}

  private final QuestionCatalogue catalogue;
  private final PlatformQuestions platformQuestions;
  private final Deserializer<PlatformQuestion> deserializer;
  private final Map<String, Version> versions = new ConcurrentHashMap<>();

  OwnQuestions(QuestionCatalogue catalogue, AvroSerdes serdes) {
    this.catalogue = catalogue;
    this.platformQuestions = new PlatformQuestions(catalogue);
    this.deserializer = serdes.platformQuestion().deserializer();
  }

  /**
   * The questions as a store has them. An outage of the registry is thrown on.
   *
   * @param store gives the bytes under {@link Topics#questionKey}, or null
   */
  Questions in(Store store) {
    return new Questions() {
      @Override
      public Optional<Question> question(String tenantId, String questionId) {
        var shipped = catalogue.question(questionId);
        return shipped.isPresent() ? shipped : own(store, Topics.questionKey(tenantId, questionId));
      }

      @Override
      public Optional<String> nearestId(String tenantId, String wrongId) {
        return catalogue.nearestQuestionId(wrongId);
      }
    };
  }

  /** Bytes by key. */
  interface Store {
    byte[] get(String key);
  }

  private Optional<Question> own(Store store, String key) {
    var bytes = store.get(key);
    if (bytes == null) {
      versions.remove(key);
      return Optional.empty();
    }
    var known = versions.get(key);
    if (known == null || !Arrays.equals(known.bytes(), bytes)) {
      known = new Version(bytes, read(key, bytes));
      versions.put(key, known);
    }
    return known.question();
  }

  private Optional<Question> read(String key, byte[] bytes) {
    var question = Optional.<Question>empty();
    try {
      var event = deserializer.deserialize(Topics.QUESTIONS.name(), bytes);
      if (key.equals(Topics.questionKey(event.getTenantId(), event.getQuestionId()))) {
        question = platformQuestions.question(event);
      }
    } catch (SerializationException | ClassCastException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
    }
    if (question.isEmpty()) {
      log.atWarn()
          .addKeyValue("topic", Topics.QUESTIONS.name())
          .addKeyValue("key", key)
          .log("a record is no question and is left out");
    }
    return question;
  }
}
