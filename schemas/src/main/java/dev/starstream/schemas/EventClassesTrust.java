package dev.starstream.schemas;

import dev.starstream.events.AnswerSubmitted;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro load our generated classes. Since 1.12.2 Avro refuses to load any class named in a
 * schema that was not declared trusted, either by a system property on every JVM's command line or
 * by a call. Avro loads this service before it parses the first schema that has a logical type, as
 * each of ours has, so the call is made in time in every process, test and client without anybody
 * thinking of it.
 */
public final class EventClassesTrust implements LogicalTypes.LogicalTypeFactory {

  private static final String PACKAGE = AnswerSubmitted.class.getPackageName();

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  @Override
  public LogicalType fromSchema(Schema schema) {
    return new LogicalType(getTypeName());
  }

  @Override
  public String getTypeName() {
    return "starstream-event-classes-trust";
  }
}
