package org.cotflow.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.theory.spectrum.Lanczos;
import org.cotflow.theory.spectrum.Spectrum;
import org.cotflow.theory.spectrum.Spectrum.Method;
import org.cotflow.theory.spectrum.SymmetricMatrix;
import org.cotflow.theory.spectrum.TridiagonalEigenvalues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerKernelsTest {
  private static final int D = 3;

  /**
   * u_m = a sqrt(d) e_m, w_m = sqrt(d) e_m: K = X X^T, DF = a I and T = (1 + a^2 m_w) X X^T x I.
   */
  @Test
  void linearParticlesOnOrthogonalDataHaveTheirClosedForms() {
    double a = 0.5;
    HeldMeasure measure = HeldNetwork.zeros(D, D);
    for (int m = 0; m < D; m++) {
      HeldNetwork.set(measure, 0, m, m, a * Math.sqrt(D), m, Math.sqrt(D));
    }
    HeldNetwork held =
        HeldNetwork.of(
            HeldNetwork.identity(D), HeldNetwork.identity(D), Activation.LINEAR, measure);
    double[] states = {2, 0, 0, 0, 0, -1, 0, 3, 0};
    LayerKernels kernels = new LayerKernels(held.sums(0, states), states, D);
    KernelSpectra found = kernels.spectra(0, new PartMultipliers(1, 4, 0));
    assertEquals(Method.DENSE, found.features().method());
    assertEquals(1, found.features().smallest(), 1e-14);
    assertEquals(9, found.features().largest(), 1e-13);
    assertEquals(9, found.features().condition(), 1e-12);
    assertTrue(found.features().smallestBound() < 1);
    assertEquals(1, found.features().smallestBound(), 1e-12);
    assertEquals(2, found.tangent().smallest(), 1e-13);
    assertEquals(18, found.tangent().largest(), 1e-13);
    assertEquals(a, found.jacobianNorm(), 1e-12);
    assertTrue(found.jacobianNorm() >= a);
    KernelSpectra onlyU = kernels.spectra(0, new PartMultipliers(1, 0, 0));
    assertEquals(1, onlyU.tangent().smallest(), 1e-13);
    KernelSpectra onlyW = kernels.spectra(0, new PartMultipliers(0, 8, 0));
    assertEquals(2, onlyW.tangent().smallest(), 1e-13);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void productsAndMatricesAgree(Activation activation) {
    int rows = 5;
    MeasureShape shape = new MeasureShape(Neuron.layout(D), new int[] {13}, 4);
    ParticleSums sums =
        ParticleSums.source(shape, new RandomMeasure(4), MapSpec.neuron(activation))
            .at(0, RandomMeasure.rows(rows, D, 8));
    double[] states = RandomMeasure.rows(rows, D, 8);
    double[] vectors = RandomMeasure.rows(rows, D, 9);
    LayerKernels kernels = new LayerKernels(sums, states, D);
    PartMultipliers weights = new PartMultipliers(0.7, 2, 1.5);
    assertArrayEquals(
        times(kernels.tangentKernel(weights), vectors),
        sums.tangentProduct(weights, vectors),
        1e-14);
    double[] some = Arrays.copyOf(vectors, rows);
    assertArrayEquals(times(sums.featureGram(), some), sums.featureProduct(some), 1e-14);
    double[] pairs = kernels.quadraticForms(vectors);
    assertArrayEquals(pairs, kernels.byProducts(vectors), 1e-13);
    double whole = Lanczos.dot(vectors, times(kernels.tangentKernel(weights), vectors));
    assertEquals(whole, weights.weigh(pairs, 0), 1e-13);
  }

  private static double[] times(double[] matrix, double[] vector) {
    double[] image = new double[vector.length];
    for (int i = 0; i < image.length; i++) {
      for (int j = 0; j < vector.length; j++) {
        image[i] += matrix[i * vector.length + j] * vector[j];
      }
    }
    return image;
  }

  /** With fewer features than rows the smallest eigenvalue is 0, and Lanczos finds the largest. */
  @Test
  void fewParticlesMakeSingularKernels() {
    int rows = 12;
    MeasureShape shape = new MeasureShape(Neuron.layout(D), new int[] {7}, 4);
    double[] states = RandomMeasure.rows(rows, D, 21);
    ParticleSums sums =
        ParticleSums.source(shape, new RandomMeasure(5), MapSpec.neuron(Activation.TANH))
            .at(0, states);
    Spectrum found =
        new LayerKernels(sums, states, D)
            .spectra(0, PartMultipliers.plain(Neuron.layout(D), true))
            .features();
    TridiagonalEigenvalues dense = SymmetricMatrix.eigenvalues(sums.featureGram(), rows);
    assertEquals(Method.RANK, found.method());
    assertEquals(0, found.smallest());
    assertEquals(0, found.smallestBound());
    assertEquals(Double.POSITIVE_INFINITY, found.condition());
    assertEquals(0, dense.smallest(), 1e-15);
    assertEquals(dense.largest(), found.largest(), 1e-12);
    assertTrue(found.converged());
  }

  @Test
  void lanczosFindsBothEndsOfATangentKernel() {
    int rows = 6;
    MeasureShape shape = new MeasureShape(Neuron.layout(D), new int[] {40}, 16);
    double[] states = RandomMeasure.rows(rows, D, 2);
    ParticleSums sums =
        ParticleSums.source(shape, new RandomMeasure(6), MapSpec.neuron(Activation.GELU))
            .at(0, states);
    PartMultipliers weights = PartMultipliers.plain(Neuron.layout(D), true);
    int size = rows * D;
    Spectrum dense =
        Spectrum.dense(new LayerKernels(sums, states, D).tangentKernel(weights), size, 60);
    Spectrum iterative =
        Spectrum.iterative(size, 1000, vectors -> sums.tangentProduct(weights, vectors));
    assertEquals(Method.LANCZOS, iterative.method());
    assertEquals(dense.largest(), iterative.largest(), 1e-12);
    assertEquals(dense.smallest(), iterative.smallest(), 1e-8 * dense.largest());
    assertEquals(0, iterative.smallestBound());
  }
}
