package org.cotflow.data;

/**
 * Features of samples without targets, in raw units.
 *
 * @param values count x d_in, row-major
 */
public record FeatureRows(int count, double[] values) {}
