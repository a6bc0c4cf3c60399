package dev.starstream.scoring.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one write-buffer limit for all stores of the process. By default each segment of
 * each partition brings a cache of 50 MB and write buffers of 48 MB of its own, outside the heap,
 * which no -Xmx bounds. Kafka Streams makes it by name.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  private static final long CACHE_BYTES = 32L * 1024 * 1024;
  private static final long WRITE_BUFFERS_BYTES = 16L * 1024 * 1024;
  private static final long WRITE_BUFFER_BYTES = 2L * 1024 * 1024;

  private static final LRUCache CACHE = new LRUCache(CACHE_BYTES);
  private static final WriteBufferManager WRITE_BUFFERS =
      new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    var table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
  }

  @Override
  public void close(String storeName, Options options) {
    // Cache and buffers are shared by all stores and live as long as the process.
  }
}
