/**
 * Where samples come from: CSV, Parquet, NPZ and IDX files, and generated data.
 *
 * <p>Place in the flow: {@link org.cotflow.data.source.DataSources} opens the source that a
 * configuration names, and gives its samples to the preparation in {@code data}. Readers of formats
 * that know nothing of samples are in {@code format}.
 *
 * <p>Invariants: a file is read whole or refused with its place in one line; what is assumed about
 * it is a note of the samples.
 */
package org.cotflow.data.source;
