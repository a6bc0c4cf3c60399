package dev.starstream.scoring.rubric;

import java.util.List;

/**
 * Phrases of one meaning that the part model looks for.
 *
 * @param id name of the list
 * @param phrases in lower case; {@code *} at the end of a word stands for any ending
 */
public record PartCues(String id, List<String> phrases) {}
