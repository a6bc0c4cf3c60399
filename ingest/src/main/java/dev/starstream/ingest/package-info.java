/**
 * The edge: answers come in as JSON or CSV, are checked whole, and go to Kafka as Avro. Start
 * reading at {@link dev.starstream.ingest.AnswerParser}, then {@link
 * dev.starstream.ingest.AnswerIntake}; HTTP and file import are two doors to the same two classes.
 */
package dev.starstream.ingest;
