/**
 * The pure scorer: an answer and its question in, a scorecard out. No clock, configuration, Kafka,
 * Avro or logging; the same bytes give the same scorecard in every locale and time zone.
 */
package dev.starstream.scoring.score;
