package dev.starstream.drill;

import java.util.Locale;

/** What the drill does to the pipeline. docs/FAULT-DRILL.md says how each is done. */
enum FaultKind {
  KILL_SINK,
  KILL_SCORING,
  KILL_BROKER,
  KILL_CLICKHOUSE,
  KILL_REGISTRY,
  KILL_SINK_MID_INSERT,
  KILL_SINK_BETWEEN_TABLES,
  KILL_SINK_BEFORE_COMMIT,
  KILL_SINK_IN_OUTAGE,
  KILL_CLICKHOUSE_MID_INSERT,
  PAUSE_SINK,
  PAUSE_SCORING,
  SECOND_SINK,
  LOSE_INSERT_REPLY,
  CUT_CLICKHOUSE,
  SLOW_CLICKHOUSE,
  HALF_OPEN_CLICKHOUSE,
  REFUSE_CLICKHOUSE,
  CUT_KAFKA,
  SLOW_KAFKA,
  HALF_OPEN_KAFKA,
  DISK_FULL,
  RECREATE_TOPIC,
  CLOCK_JUMP;

  /** As it stands in reports and flags: {@code kill-sink}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
