/**
 * Laws of finite size and their uncertainty.
 *
 * <p>The problem: an error e was measured for networks of several depths K and widths M, a few
 * replicas each. Which constants does a law such as e = a/K + c/sqrt(K M) have, how uncertain are
 * they, and does the law fit? And what is the limit itself, where no closed form is known?
 *
 * <p>Place in the data flow: plain arrays in, records out; a sweep makes the arrays from its
 * configuration and its table of runs, and writes the records to its table of laws. Nothing here
 * knows a configuration.
 *
 * <ul>
 *   <li>{@link org.cotflow.sweep.law.LinearLaw}: constants of given terms, added up or in
 *       quadrature.
 *   <li>{@link org.cotflow.sweep.law.PowerLaw}: free exponents of one product, a line in
 *       logarithms; {@link org.cotflow.sweep.law.StretchedLaw}: of each of several terms.
 *   <li>{@link org.cotflow.sweep.law.GridLimit}: the limit in depth and width together.
 *   <li>{@link org.cotflow.sweep.law.Replicates}: intervals from resamples for any quantity that
 *       follows from a law's constants, such as its value at a size: the bands around laws.
 *   <li>{@link org.cotflow.sweep.law.Spread}: how constants fitted to many data sets scatter.
 * </ul>
 *
 * <h2>Replicas</h2>
 *
 * <p>Observations with equal rows of the design are replicas of one design point and are averaged
 * before anything is fitted, so that weights that depend on the values do not favor the small ones.
 * Intervals come from a bootstrap that draws whole replica groups with replacement: replica r
 * stands for one seed in every design point, and randomness is nested, so that errors of one seed
 * at different sizes are not independent and must stay together. With n groups the percentiles are
 * those of {@link org.cotflow.sweep.law.Bootstrap}, widened for small n.
 *
 * <p>Invariants: sums run in the order of the observations and random numbers are addressed, so a
 * fit has the same bits everywhere; doubts are values ({@link org.cotflow.sweep.law.LawWarning}),
 * not lines in a log.
 */
package org.cotflow.sweep.law;
