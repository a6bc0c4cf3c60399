package dev.starstream.schemas.catalogue;

import java.util.List;

/** A company that candidates practise for, and what it looks for in general. */
public record Company(String id, String name, List<String> aliases, String looksFor) {
  public Company {
    aliases = List.copyOf(aliases);
  }
}
