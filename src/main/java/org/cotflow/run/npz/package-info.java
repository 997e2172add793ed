/**
 * A measure as one .npz file, which numpy reads and writes.
 *
 * <p>{@link org.cotflow.run.npz.MeasureNpz} reads and writes the particles of all layers, {@link
 * org.cotflow.run.npz.MeasureArrays} names the arrays, and {@link org.cotflow.run.npz.StoredLayers}
 * says how the particles of each layer are laid out.
 */
package org.cotflow.run.npz;
