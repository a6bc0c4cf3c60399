package dev.starstream.scoring.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The answer ids of one task that were seen within the retention, each with a hash of its content.
 *
 * <p>Keys begin with the period in which an id was first seen, half a retention long: what is
 * remembered is looked up in three or four periods, and what has expired lies together and is
 * deleted from the front. A window store would do the same by segments; after {@code kill -9} those
 * of Kafka Streams 4.3.1 were at times found closed, and the thread died.
 *
 * <p>Key: start of the period in milliseconds, id; value: when it was seen in milliseconds, hash of
 * 16 bytes. 24 bytes each.
 */
final class SeenIds {

  private static final int PERIODS = 2;

  private final KeyValueStore<Bytes, byte[]> store;
  private final long retentionMillis;
  private final long periodMillis;

  /** Starts of the periods that hold ids; also of those to come, if the clock was set back. */
  private final NavigableSet<Long> periods;

  /** Over a store that may hold ids already. */
  SeenIds(KeyValueStore<Bytes, byte[]> store, Duration retention) {
    this.store = store;
    this.retentionMillis = retention.toMillis();
    this.periodMillis = retentionMillis / PERIODS;
    this.periods = periodsIn(store);
  }

  private static NavigableSet<Long> periodsIn(KeyValueStore<Bytes, byte[]> store) {
    var periods = new TreeSet<Long>();
    var from = 0L;
    while (true) {
      try (var keys = store.range(start(from), null)) {
        if (!keys.hasNext()) {
          return periods;
        }
        var period = ByteBuffer.wrap(keys.peekNextKey().get()).getLong();
        periods.add(period);
        from = period + 1;
      }
    }
  }

  /**
   * The hash that came with an id within the retention.
   *
   * @param nowMillis by the clock of this machine; ids seen later, before the clock was set back,
   *     are found as well
   */
  Optional<byte[]> hash(UUID id, long nowMillis) {
    for (var period : periods.descendingSet()) {
      var seen = store.get(key(period, id));
      if (seen != null && ByteBuffer.wrap(seen).getLong() >= nowMillis - retentionMillis) {
        var hash = new byte[seen.length - Long.BYTES];
        System.arraycopy(seen, Long.BYTES, hash, 0, hash.length);
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  /** Remembers an id. */
  void add(UUID id, byte[] hash, long nowMillis) {
    var period = nowMillis - Math.floorMod(nowMillis, periodMillis);
    periods.add(period);
    store.put(
        key(period, id),
        ByteBuffer.allocate(Long.BYTES + hash.length).putLong(nowMillis).put(hash).array());
  }

  /** Forgets an id whenever it was seen. */
  void remove(UUID id) {
    for (var period : periods) {
      store.delete(key(period, id));
    }
  }

  /**
   * Deletes ids whose whole period has expired.
   *
   * @param most so many at most; the rest is left to the next time
   */
  void expire(long nowMillis, int most) {
    while (!periods.isEmpty() && periods.first() + periodMillis < nowMillis - retentionMillis) {
      var expired = keysOf(periods.first(), most);
      expired.forEach(store::delete);
      if (expired.size() == most) {
        return;
      }
      periods.pollFirst();
    }
  }

  private List<Bytes> keysOf(long period, int most) {
    var found = new ArrayList<Bytes>();
    try (var keys = store.range(start(period), start(period + 1))) {
      while (keys.hasNext() && found.size() < most) {
        found.add(keys.next().key);
      }
    }
    return found;
  }

  private static Bytes start(long period) {
    return key(period, new UUID(0, 0));
  }

  private static Bytes key(long period, UUID id) {
    return Bytes.wrap(
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(period)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }
}
