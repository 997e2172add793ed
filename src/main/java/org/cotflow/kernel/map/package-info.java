/**
 * The residual maps phi(omega, x) that a layer averages over its particles,
 *
 * <pre>
 *   F_k(x) = (1/M_k) sum_m phi(omega_m, x)
 * </pre>
 *
 * A {@link org.cotflow.kernel.map.MapSpec} names one and travels to where it runs. A {@link
 * org.cotflow.kernel.map.ResidualMap} is a map for states of a given dimension: a value and its
 * derivatives for one particle and one state; {@link org.cotflow.kernel.map.MapKernel} runs it over
 * blocks. The maps here are written in the arithmetic of lanes, {@link
 * org.cotflow.kernel.LaneMath}: eight particles at a time, with vectors where there are any.
 * Neurons have kernels of their own.
 */
package org.cotflow.kernel.map;
