package dev.starstream.aggregates;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;

/**
 * What the sink writes beside a committed offset. Before an insert it commits the offset that it
 * has had before, with the last offset that it is about to insert: whoever comes next inserts
 * exactly that range under the same token. Afterwards it commits the next offset without a range.
 *
 * @param topicId of the topic that the offset belongs to; after the topic was made again the offset
 *     means nothing
 * @param generation of the sink that planned the range; under another one the range means nothing
 * @param plannedLast last offset of the range that begins at the committed offset
 */
record OffsetNote(Uuid topicId, int generation, OptionalLong plannedLast) {

  private static final Pattern NOTE =
      Pattern.compile("starstream/1 topic=(\\S{22}) generation=(\\d{1,9})(?: last=(\\d{1,18}))?");

  String metadata() {
    var done = "starstream/1 topic=" + topicId + " generation=" + generation;
    return plannedLast.isPresent() ? done + " last=" + plannedLast.getAsLong() : done;
  }

  /** The note in an offset's metadata; empty if somebody else committed that offset. */
  static Optional<OffsetNote> parse(String metadata) {
    var matcher = NOTE.matcher(metadata);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var last = matcher.group(3);
    return Optional.of(
        new OffsetNote(
            Uuid.fromString(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            last == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(last))));
  }
}
