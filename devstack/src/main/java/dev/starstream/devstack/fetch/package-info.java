/**
 * What the embedded stack runs and Maven does not put on the class path: fetched once by the
 * ordinary clients of the package registries, checked against pinned sums, kept in a cache.
 */
package dev.starstream.devstack.fetch;
