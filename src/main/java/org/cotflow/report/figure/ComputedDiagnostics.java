package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cotflow.analysis.RunAnalysis;
import org.cotflow.network.NetworkSpec;
import org.cotflow.report.chart.Thinning;
import org.cotflow.theory.GradientProfile;

/**
 * Diagnostics of a run's layers that are computed for its report, at the first and the last
 * snapshot, as far as that takes a few seconds at most.
 *
 * <pre>
 *   gradients   3 N d sum_k M_k                     a forward and a backward pass
 *   kernels     N^2 M + N^3 a layer                 all eigenvalues, where N &lt;= M and N &lt;= dense-limit
 *               600 N M a layer                     Lanczos otherwise
 * </pre>
 *
 * @param glances by step; empty where nothing was computed
 * @param leftOut why something was not computed and what would help, one sentence each
 */
public record ComputedDiagnostics(Map<Integer, GradientProfile> glances, List<String> leftOut) {
  /** Layers whose kernels are looked at, by falling effort. */
  private static final int[] PLACES = {Thinning.PLACES, 50, 15, 5};

  /** Multiplications for one snapshot up to which something is computed for a report. */
  private static final double CHEAP = 2e9;

  private static final int LANCZOS = 600;

  public ComputedDiagnostics {
    leftOut = List.copyOf(leftOut);
  }

  /** Nothing, without a reason. */
  public static final ComputedDiagnostics NONE = new ComputedDiagnostics(Map.of(), List.of());

  /** The diagnostics of a run. */
  public static ComputedDiagnostics of(ReportedRun run, TrainingData data) throws IOException {
    if (run.experiment() == null || run.snapshotSteps().isEmpty()) {
      return NONE; // the report has said so
    }
    if (data == null) {
      return new ComputedDiagnostics(
          Map.of(),
          List.of(
              "Kernel spectra and Polyak-\u0141ojasiewicz ratios by layer, and samples through"
                  + " depth, are not shown: the training data are gone, changed, or too large to be"
                  + " read again for a report. With diagnostics.every set, a run records its kernel"
                  + " spectra."));
    }
    List<String> leftOut = new ArrayList<>();
    List<Integer> steps = run.snapshotSteps();
    double d = run.snapshots().open(steps.get(0)).stateDim();
    double n = data.samples().count();
    int[] widths = run.experiment().network().widths();
    double particles = 0;
    for (int width : widths) {
      particles += width;
    }
    if (3 * n * d * particles > CHEAP) {
      leftOut.add(
          "Kernel spectra and the Polyak-\u0141ojasiewicz ratio by layer are not computed for this"
              + " report, as a pass through all particles takes long. With diagnostics.every set, a"
              + " run records its kernel spectra; the history has the ratio of all layers.");
      return new ComputedDiagnostics(Map.of(), leftOut);
    }
    boolean recorded = !run.spectra().isEmpty();
    int[] kernels = recorded ? new int[0] : kernels(run, n, particles);
    if (!recorded && kernels.length == 0) {
      leftOut.add(
          "Kernel spectra are not computed for this report, as "
              + (int) n
              + " samples in layers of "
              + Math.round(particles / widths.length)
              + " particles take long. With diagnostics.every set, a run records them; cotflow"
              + " analyze computes them too.");
    }
    RunAnalysis analysis = RunAnalysis.open(run.location());
    Map<Integer, GradientProfile> glances = new TreeMap<>();
    for (int step : new TreeSet<>(List.of(steps.get(0), steps.get(steps.size() - 1)))) {
      glances.put(step, analysis.glance(step, kernels));
    }
    return new ComputedDiagnostics(glances, leftOut);
  }

  /** As many layers as can be evaluated quickly; none if even a few take long. */
  private static int[] kernels(ReportedRun run, double n, double particles) {
    NetworkSpec network = run.experiment().network();
    int depth = network.widths().length;
    double width = particles / depth;
    boolean dense = n <= width && n <= run.experiment().diagnostics().denseLimit();
    double each = dense ? n * n * (width + n) : LANCZOS * n * width;
    for (int most : PLACES) {
      int[] places = Thinning.places(depth, most);
      if (places.length * each <= CHEAP) {
        return places;
      }
    }
    return new int[0];
  }
}
