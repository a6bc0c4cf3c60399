package dev.starstream.scoring.score;

/** How an answer was given: typed, or spoken and transcribed. */
public enum Modality {
  TEXT,
  TRANSCRIPT
}
