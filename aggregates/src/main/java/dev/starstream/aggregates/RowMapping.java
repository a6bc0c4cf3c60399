package dev.starstream.aggregates;

import java.util.List;

/**
 * How a record of a topic becomes a row of a table: the same record always becomes the same bytes.
 */
interface RowMapping<T> {

  String table();

  /** The columns in the order in which {@link #write} writes them. */
  List<Column> columns();

  /**
   * The value of the table's PARTITION BY for this record, as it stands in the migration: an insert
   * over two partitions would be two parts and not atomic.
   */
  int partition(T record);

  /**
   * Appends the row.
   *
   * @throws RowRefusedException if a value does not fit its column; the buffer may then hold a part
   *     of the row
   */
  void write(T record, Origin origin, RowBuffer row);
}
