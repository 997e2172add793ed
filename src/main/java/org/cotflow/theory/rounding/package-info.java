/**
 * How far computed numbers may be from the exact ones: constants of the rounding model, sizes of
 * particles, bounds of activations, and what rounding does to states.
 */
package org.cotflow.theory.rounding;
