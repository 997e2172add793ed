package org.cotflow.kernel.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.check.MapCheck;
import org.junit.jupiter.api.Test;

/**
 * What every residual map has to hold. A map of one's own is tested by a subclass that says what
 * the map is.
 */
public abstract class ResidualMapContract {
  private static final int ROWS = 133;
  private static final int CHUNK = 128;

  private final SplittableRandom random = new SplittableRandom(5);

  /** The map under test; a small state dimension is enough. */
  protected abstract ResidualMap map();

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  /** All that {@link MapCheck} checks, with its tolerances. */
  @Test
  protected void isDifferentiatedRightAndRepeatable() {
    ResidualMap map = map();
    int d = map.layout().stateDim();
    List<MapCheck.Example> examples = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      examples.add(new MapCheck.Example(numbers(map.layout().size()), numbers(d), numbers(d)));
    }
    assertNull(MapCheck.complaint(map, examples));
  }

  /** The kernel adds up what the map gives, whatever rows are asked for at a time. */
  @Test
  protected void isAddedUpOverParticles() {
    ResidualMap map = map();
    MapKernel kernel = MapKernel.of(map, Activation.TANH);
    int d = map.layout().stateDim();
    int p = map.layout().size();
    int count = 19;
    ParticleBlock block = ParticleBlock.zeros(0, 0, count, map.layout());
    double[][] omegas = new double[count][];
    for (int m = 0; m < count; m++) {
      omegas[m] = numbers(p);
      for (int j = 0; j < p; j++) {
        block.values()[block.index(m, j)] = omegas[m][j];
      }
    }
    double[] states = numbers(ROWS * d);
    double[] adjoints = numbers(ROWS * d);
    KernelScratch scratch = new KernelScratch();
    double[] velocity = new double[ROWS * d];
    double[] jacobian = new double[ROWS * d * d];
    kernel.velocityAndJacobian(block, states, 0, ROWS, velocity, jacobian, scratch);
    double[] pulled = new double[ROWS * d];
    kernel.pullback(block, states, adjoints, 0, ROWS, pulled, scratch);
    double[] gradient = new double[block.values().length];
    double[] pulledAgain = new double[ROWS * d];
    kernel.gradientChunk(block, states, adjoints, 0, CHUNK, pulledAgain, gradient, scratch);

    double[] gradientWanted = new double[gradient.length];
    for (int row = 0; row < ROWS; row++) {
      double[] x = Arrays.copyOfRange(states, row * d, row * d + d);
      double[] q = Arrays.copyOfRange(adjoints, row * d, row * d + d);
      double[] phi = new double[d];
      double[] dx = new double[d];
      for (int m = 0; m < count; m++) {
        double[] one = new double[d];
        map.value(omegas[m], x, one, new double[map.workLength()]);
        double[] oneDx = new double[d];
        double[] domega = new double[p];
        map.pullback(omegas[m], x, q, oneDx, domega, new double[map.workLength()]);
        for (int j = 0; j < d; j++) {
          phi[j] += one[j];
          dx[j] += oneDx[j];
        }
        for (int j = 0; row < CHUNK && j < p; j++) {
          gradientWanted[block.index(m, j)] += domega[j];
        }
      }
      for (int j = 0; j < d; j++) {
        assertEquals(phi[j], velocity[row * d + j], 1e-12);
        assertEquals(dx[j], pulled[row * d + j], 1e-12);
        double through = 0;
        for (int a = 0; a < d; a++) {
          through += q[a] * jacobian[row * d * d + a * d + j];
        }
        assertEquals(dx[j], through, 1e-12);
      }
    }
    assertArrayEquals(gradientWanted, gradient, 1e-11);
    for (int i = 0; i < CHUNK * d; i++) {
      assertEquals(pulled[i], pulledAgain[i]);
    }
    double[] piecewise = new double[ROWS * d];
    kernel.velocity(block, states, 0, 5, piecewise, scratch);
    kernel.velocity(block, states, 5, ROWS, piecewise, new KernelScratch());
    assertArrayEquals(velocity, piecewise);
  }

  /** &lt;D_omega phi v, q&gt; = &lt;v, D_omega phi^T q&gt;. */
  @Test
  protected void isPushedAsItIsPulledBack() {
    ResidualMap map = map();
    int d = map.layout().stateDim();
    int p = map.layout().size();
    double[] work = new double[map.workLength()];
    for (int repeat = 0; repeat < 5; repeat++) {
      double[] omega = numbers(p);
      double[] x = numbers(d);
      double[] q = numbers(d);
      double[] v = numbers(p);
      double[] pushed = new double[d];
      map.push(omega, x, v, pushed, work);
      double[] domega = new double[p];
      map.pullback(omega, x, q, new double[d], domega, work);
      assertEquals(product(v, domega), product(pushed, q), 1e-12 * p);
    }
  }

  /** phi_s = U f_s, if the map says so. */
  @Test
  protected void isLinearInThePartItNames() {
    if (!(map() instanceof LinearInPart map)) {
      return;
    }
    int d = map.layout().stateDim();
    int sites = map.featureSites();
    int channels = d / sites;
    int size = map.featureSize();
    int index = map.layout().names().indexOf(map.linearPart());
    assertEquals(channels * size, map.layout().parts().get(index).size());
    double[] omega = numbers(map.layout().size());
    double[] x = numbers(d);
    double[] phi = new double[d];
    map.value(omega, x, phi, new double[map.workLength()]);
    double[] f = new double[sites * size];
    map.features(omega, x, f, new double[map.workLength()]);
    for (int i = 0; i < d; i++) {
      double sum = 0;
      for (int e = 0; e < size; e++) {
        int u = map.layout().offset(index) + i % channels * size + e;
        sum += omega[u] * f[i / channels * size + e];
      }
      assertEquals(sum, phi[i], 1e-12);
    }
  }

  /** |D_x phi^T q| is below the map's bound times |q|, if it has one. */
  @Test
  protected void isBoundedAsItSays() {
    if (!(map() instanceof BoundedSlopes map)) {
      return;
    }
    int d = map.layout().stateDim();
    for (int repeat = 0; repeat < 20; repeat++) {
      double[] omega = numbers(map.layout().size());
      double[] q = numbers(d);
      double[] dx = new double[d];
      double[] domega = new double[omega.length];
      map.pullback(omega, numbers(d), q, dx, domega, new double[map.workLength()]);
      double bound = map.slopeBound(omega);
      assertFalse(Math.sqrt(product(dx, dx)) > bound * Math.sqrt(product(q, q)), bound + "");
    }
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int j = 0; j < one.length; j++) {
      sum += one[j] * other[j];
    }
    return sum;
  }
}
