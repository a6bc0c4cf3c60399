/**
 * From scored answers to knowledge in ClickHouse: the migrations, the sink that inserts each answer
 * once, and the insights that are asked of the tables. Knows Kafka, the schemas and ClickHouse, and
 * no other stage.
 */
package dev.starstream.aggregates;
