package dev.starstream.aggregates;

/** What to do about a failure. */
enum FailureKind {
  /** An outage: the same again later, however long it takes. */
  RETRYABLE,
  /** A row is at fault: find it and reject it. */
  ROW,
  /** Nobody has thought of it: stop, so that a person looks before anything is lost. */
  UNKNOWN
}
