package org.cotflow.sweep.law;

/**
 * A fitted constant.
 *
 * @param value the best fit to all observations
 * @param ninety the central 90 % of what replicas allow
 * @param ninetyFive the central 95 %
 */
public record Estimate(double value, Interval ninety, Interval ninetyFive) {}
