/**
 * How well the scorer reads answers that people have labelled. Pure but for reading the files: the
 * same corpus and scorer give the same figures.
 */
package dev.starstream.scoring.eval;
