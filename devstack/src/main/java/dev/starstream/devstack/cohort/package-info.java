/**
 * The demo cohort: candidates who never lived, answers of our own writing, and the truth about each
 * of them, so that a demo has something to show and a test something to be held against.
 */
package dev.starstream.devstack.cohort;
