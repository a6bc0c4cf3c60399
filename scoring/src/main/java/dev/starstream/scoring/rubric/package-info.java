/**
 * The rubric as data: weights, mistakes, cue lists, words and units, each in a YAML file of its
 * own, read and checked whole. What to do with them is in {@code dev.starstream.scoring.score}.
 */
package dev.starstream.scoring.rubric;
