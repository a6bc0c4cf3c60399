package dev.starstream.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Data flows one way; the stages never know each other. */
@AnalyzeClasses(packages = "dev.starstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String EVENTS = "dev.starstream.events..";
  private static final String SCHEMAS = "dev.starstream.schemas..";
  private static final String INGEST = "dev.starstream.ingest..";
  private static final String SCORING = "dev.starstream.scoring..";
  private static final String AGGREGATES = "dev.starstream.aggregates..";
  private static final String DASHBOARD = "dev.starstream.dashboard..";
  private static final String APP = "dev.starstream.app..";
  private static final String CLIENT = "dev.starstream.client..";

  @ArchTest
  static final ArchRule schemasKnowNobody =
      noClasses()
          .that()
          .resideInAnyPackage(SCHEMAS, EVENTS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, SCORING, AGGREGATES, DASHBOARD, APP);

  @ArchTest
  static final ArchRule ingestKnowsNoOtherStage =
      noClasses()
          .that()
          .resideInAPackage(INGEST)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SCORING, AGGREGATES, DASHBOARD, APP);

  @ArchTest
  static final ArchRule scoringKnowsNoOtherStage =
      noClasses()
          .that()
          .resideInAPackage(SCORING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, AGGREGATES, DASHBOARD, APP);

  @ArchTest
  static final ArchRule aggregatesKnowNoOtherStage =
      noClasses()
          .that()
          .resideInAPackage(AGGREGATES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, SCORING, DASHBOARD, APP);

  @ArchTest
  static final ArchRule dashboardKnowsAggregatesOnly =
      noClasses()
          .that()
          .resideInAPackage(DASHBOARD)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, SCORING, APP);

  @ArchTest
  static final ArchRule scorerIsPure =
      noClasses()
          .that()
          .resideInAnyPackage("dev.starstream.scoring.score..", "dev.starstream.scoring.rubric..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "org.apache.avro..",
              "org.slf4j..",
              "java.time..",
              EVENTS,
              "dev.starstream.scoring.stream..");

  /** It is on the class path of programs that have nothing else of ours. */
  @ArchTest
  static final ArchRule clientKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(CLIENT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.starstream..").and(resideOutsideOfPackage(CLIENT)));

  @ArchTest
  static final ArchRule nobodyKnowsTheClient =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLIENT);
}
