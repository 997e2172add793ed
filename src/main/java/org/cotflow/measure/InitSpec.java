package org.cotflow.measure;

import java.io.Serializable;

/**
 * The law of the particles at flow time 0: the {@code init} keys of a configuration.
 *
 * @param uStd standard deviation of each coordinate of u; 0 is the Dirac at 0
 * @param tied true: the particles of all layers are the same draws
 * @param from null, or "npz:PATH" or "run:DIR" to start from given particles
 */
public record InitSpec(double uStd, double wStd, double bStd, boolean tied, long seed, String from)
    implements Serializable {}
