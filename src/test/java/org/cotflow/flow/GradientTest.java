package org.cotflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The COT gradient against central differences of the risk, number by number. */
class GradientTest {
  private static final double DIFFERENCE = 1e-5;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (LossKind loss : LossKind.values()) {
        for (EmbeddingKind embedding : EmbeddingKind.values()) {
          cases.add(Arguments.of(activation, loss, embedding, ButcherTableau.EULER, 1));
        }
      }
    }
    for (ButcherTableau scheme :
        List.of(ButcherTableau.EULER, ButcherTableau.MIDPOINT, ButcherTableau.RK4)) {
      for (int substeps : new int[] {1, 3}) {
        cases.add(
            Arguments.of(Activation.GELU, LossKind.SQUARED, EmbeddingKind.PAD, scheme, substeps));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
  @MethodSource("cases")
  void agreesWithCentralDifferences(
      Activation activation,
      LossKind loss,
      EmbeddingKind embedding,
      ButcherTableau scheme,
      int substeps) {
    ReadoutKind readout = ReadoutKind.values()[embedding.ordinal()];
    SmallProblem problem =
        SmallProblem.of(
            activation,
            loss,
            embedding,
            readout == ReadoutKind.IDENTITY ? ReadoutKind.GAUSSIAN : readout,
            new Sweep(scheme, substeps),
            4);
    List<ParticleBlock> gradient = problem.gradient();
    HeldMeasure perturbed = HeldMeasure.of(problem.measure().shape(), problem.measure());
    double errorSquared = 0;
    double normSquared = 0;
    for (int b = 0; b < gradient.size(); b++) {
      ParticleBlock block = perturbed.blocks().get(b);
      double mass =
          1.0
              / (problem.measure().shape().layerCount()
                  * problem.measure().shape().width(block.layer()));
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < 2 * block.stateDim() + 1; j++) {
          int at = block.index(m, j);
          double slope = difference(problem, perturbed, block.values(), at) / mass;
          double expected = gradient.get(b).values()[at];
          errorSquared += (slope - expected) * (slope - expected);
          normSquared += expected * expected;
        }
      }
    }
    assertTrue(normSquared > 1e-6, "a gradient of 0 shows nothing");
    assertEquals(0, Math.sqrt(errorSquared / normSquared), 1e-7);
  }

  /** Fourth-order central difference. */
  private static double difference(
      SmallProblem problem, HeldMeasure perturbed, double[] values, int at) {
    double held = values[at];
    double[] risks = new double[4];
    int[] offsets = {-2, -1, 1, 2};
    for (int i = 0; i < 4; i++) {
      values[at] = held + offsets[i] * 100 * DIFFERENCE;
      risks[i] = problem.risk(perturbed);
    }
    values[at] = held;
    if (problem.spec().activation() == Activation.RELU) {
      values[at] = held + DIFFERENCE;
      double right = problem.risk(perturbed);
      values[at] = held - DIFFERENCE;
      double left = problem.risk(perturbed);
      values[at] = held;
      return (right - left) / (2 * DIFFERENCE);
    }
    return (risks[0] - 8 * risks[1] + 8 * risks[2] - risks[3]) / (12 * 100 * DIFFERENCE);
  }
}
