package org.cotflow.bench;

import java.util.Locale;
import org.cotflow.base.Keyword;
import org.cotflow.kernel.map.MapKind;

/**
 * Compares Cotflow with PyTorch's autograd on the same numbers: the risk, and where one step of
 * gradient descent takes the particles. Ends with exit code 1 where they differ by more than
 * {@value #TOLERANCE} of the risk, or of the longest move.
 */
final class AgreementCheck {
  static final double TOLERANCE = 1e-12;

  /** Long enough that a move is not small beside the particle that it is added to. */
  private static final double STEP = 100;

  private static final StepShape[] SHAPES = {
    new StepShape(8, 24, 3, 40, 0, MapKind.NEURON),
    new StepShape(8, 24, 3, 40, 0, MapKind.GATED),
    new StepShape(128, 11, 3, 20, 0, MapKind.CONVOLUTION),
    new StepShape(64, 11, 3, 20, 0, MapKind.ATTENTION),
  };

  private AgreementCheck() {}

  public static void main(String[] arguments) {
    boolean agree = true;
    for (StepShape shape : SHAPES) {
      StepProblem problem = StepProblem.of(shape).withStep(STEP);
      try (CotflowSteps ours = new CotflowSteps(problem, 2);
          MapSteps theirs = new MapSteps(problem)) {
        double risk = ours.risk();
        double ofRisk = Math.abs(risk - theirs.risk()) / risk;
        double[] before = ours.particles();
        ours.step();
        theirs.step();
        double[] after = ours.particles();
        double ofMove = greatest(after, theirs.particles()) / greatest(after, before);
        System.out.printf(
            Locale.ROOT,
            "%-12s risk %.15g, relative difference %.1e; gradient %.1e%n",
            Keyword.of(shape.kind()),
            risk,
            ofRisk,
            ofMove);
        agree &= ofRisk <= TOLERANCE && ofMove <= TOLERANCE;
      }
    }
    System.out.println(agree ? "all agree" : "they differ by more than " + TOLERANCE);
    System.exit(agree ? 0 : 1);
  }

  private static double greatest(double[] a, double[] b) {
    double greatest = 0;
    for (int i = 0; i < a.length; i++) {
      greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
    }
    return greatest;
  }
}
