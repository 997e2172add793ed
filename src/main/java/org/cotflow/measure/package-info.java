/**
 * The measure over (layer, parameter) as particles: its shape, where particles come from, where
 * they are written, and its digest.
 *
 * <p>Particle m of layer k has mass 1/(K M_k), so that the marginal over layers is uniform. {@link
 * org.cotflow.measure.MeasureShape} says how layers are cut into blocks; a {@link
 * org.cotflow.measure.MeasureSource} gives any run of blocks on any machine; a {@link
 * org.cotflow.measure.MeasureSink} takes them, part by part.
 *
 * <p>Invariant: a particle does not depend on how the measure is cut, nor on how wide its layer is.
 */
package org.cotflow.measure;
