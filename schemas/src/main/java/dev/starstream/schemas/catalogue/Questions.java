package dev.starstream.schemas.catalogue;

import java.util.Optional;

/**
 * The questions that a platform's answers may refer to: the shipped ones and the platform's own.
 */
public interface Questions {

  /** The question with this id, as it is now. */
  Optional<Question> question(String tenantId, String questionId);

  /** The id that was probably meant, if one is near. */
  Optional<String> nearestId(String tenantId, String wrongId);
}
