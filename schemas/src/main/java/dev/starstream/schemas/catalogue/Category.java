package dev.starstream.schemas.catalogue;

/** A family of questions. */
public record Category(String id, String title) {}
