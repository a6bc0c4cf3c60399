package dev.starstream.scoring.score;

/** What has been read from an answer before anything is judged. */
record Reading(
    Tokens tokens, Words words, Sentences sentences, SentenceCues cues, Quantities quantities) {}
