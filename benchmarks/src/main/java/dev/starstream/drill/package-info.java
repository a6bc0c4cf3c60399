/**
 * The fault drill: answers with known ids stream in while processes are killed, connections cut and
 * clocks moved; afterwards everything must be there once. docs/FAULT-DRILL.md says how to run it.
 */
package dev.starstream.drill;
