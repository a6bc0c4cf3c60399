package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;

/**
 * How findings become scores.
 *
 * @param passMark by level; {@code passMarkUnspecified} where none was asked for
 * @param structure what each part of STAR earns
 * @param paceWpm words a minute: no credit, full credit, full credit, no credit
 * @param fillersPer100 fillers in 100 words: full credit, no credit
 * @param lengthSeconds seconds: no credit, full credit, full credit, no credit
 */
public record Marks(
    Map<Level, Double> passMark,
    double passMarkUnspecified,
    double overallStructure,
    double overallContent,
    double overallDelivery,
    Map<Part, Double> structure,
    double actionShareForFull,
    double outcomeMetric,
    double keyPoints,
    double ownPart,
    double concrete,
    double companyFocus,
    double levelFit,
    double keyPointsForFull,
    double concreteForFull,
    double pace,
    double fillersWeight,
    double length,
    List<Double> paceWpm,
    List<Double> fillersPer100,
    List<Double> lengthSeconds) {}
