/**
 * The ClickHouse engine as a library, behind the part of ClickHouse's HTTP protocol that its
 * clients use. Runs in a process of its own; nothing here is used by the process that starts it.
 */
package dev.starstream.devstack.clickhouse;
