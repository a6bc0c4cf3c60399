/**
 * The edge: answers come in as JSON, CSV, CloudEvents or xAPI statements, are checked whole, and go
 * to Kafka as Avro. Each format is read into a {@link dev.starstream.ingest.RawAnswer}; start
 * reading at {@link dev.starstream.ingest.AnswerParser}, then {@link
 * dev.starstream.ingest.AnswerIntake}; HTTP and file import are two doors to the same two classes.
 */
package dev.starstream.ingest;
