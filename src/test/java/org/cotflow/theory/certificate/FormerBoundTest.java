package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.analysis.Certification;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.Workplace;
import org.cotflow.kernel.Neuron;
import org.cotflow.run.certificate.Certified;
import org.junit.jupiter.api.Test;

/**
 * The first bound took all Jacobians by their norms, and asked for R g(R) &gt;= 2 sqrt(L(0) /
 * factor). Nothing that is proved now is less than what it proves.
 */
class FormerBoundTest {

  /** What the first bound proves: the smallest radius, and its rate; 0 where it proves nothing. */
  private record Former(double radius, double rate) {
    static Former of(StartingPoint start, double scale) {
      double factor = start.factor(scale);
      double wanted = 2 * Math.sqrt(start.risk().upper(scale) / factor);
      BallSizes sizes =
          BallSizes.of(
              start.layers(), start.sampleCount(), start.activation(), start.multipliers());
      double s = start.activation().lipschitz();
      AdjointProducts adjoints =
          AdjointProducts.of(start.layers(), layer -> s * layer.outgoing() * layer.ingoing());
      Former best = new Former(Double.POSITIVE_INFINITY, 0);
      boolean inputsMove =
          start.multipliers().of(Neuron.W) > 0 || start.multipliers().of(Neuron.B) > 0;
      for (boolean bySupremum : new boolean[] {false, true}) {
        NormEstimate estimate = new NormEstimate(sizes, adjoints, bySupremum);
        double nearest = wanted / adjoints.start();
        for (int index = 0; index <= 2000 && adjoints.largestSlope() < 1; index++) {
          double radius = nearest * (1 + index * 0.001 + 0.00005 * index * index);
          double root = worst(estimate, radius, inputsMove);
          if (root > 0 && radius * root >= wanted) {
            double rate = factor * root * root;
            best = rate > best.rate ? new Former(radius, rate) : best;
            break;
          }
        }
      }
      return best;
    }

    private static double worst(NormEstimate estimate, double radius, boolean inputsMove) {
      double least = Double.POSITIVE_INFINITY;
      for (int cell = 0; cell < BallBound.CELLS; cell++) {
        double a = inputsMove ? Math.cos(cell * Math.PI / 2 / BallBound.CELLS) : 1;
        double c = inputsMove ? Math.sin((cell + 1) * Math.PI / 2 / BallBound.CELLS) : 0;
        least = Math.min(least, estimate.along(radius, radius * a, radius * c).root());
      }
      return least;
    }
  }

  private static Certified certified(String experiment, String... further) {
    List<String> sets = new ArrayList<>(List.of("engine.threads=1"));
    sets.addAll(List.of(further));
    return Certification.of(ExperimentConfig.load(experiment, sets.toArray(String[]::new)))
        .certified(Workplace.inProcess(1));
  }

  private static Former assertNotBelow(Certified certified) {
    Certificate certificate = certified.certificate();
    Former former = Former.of(certificate.start(), certificate.scale());
    String which = former + ", now " + certificate;
    if (former.rate > 0) {
      assertTrue(certificate.holds(), which);
      assertTrue(certificate.bound() >= former.rate, which);
      assertTrue(certificate.radius() <= former.radius, which);
    }
    return former;
  }

  @Test
  void nothingIsProvedLessThanByNormsAlone() {
    String[][] examples = {
      {"network.activation=tanh", "network.scale=300"},
      {"network.activation=tanh", "network.scale=145", "flow.train=[u]"},
      {"network.activation=cos", "network.scale=150"},
      {"network.activation=sigmoid", "network.scale=600"},
    };
    for (String[] sets : examples) {
      Certified certified = certified("certified", sets);
      Former former = assertNotBelow(certified);
      assertTrue(former.rate > 0, "says nothing: " + String.join(" ", sets));
      double whole = certified.whole().flow().bound();
      assertTrue(whole >= former.rate, whole + " with the tangent kernel, " + former);
      assertTrue(whole >= certified.certificate().bound(), whole + " with the tangent kernel");
      assertTrue(certified.whole().flow().radius() <= former.radius);
    }
  }
}
