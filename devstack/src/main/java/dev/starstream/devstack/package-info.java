/**
 * Kafka, a schema registry and ClickHouse without Docker: what `up`, `demo` and the integration
 * tests run on. Reading order: Stack, EmbeddedStack, ServerProcess. Never part of production.
 */
package dev.starstream.devstack;
