package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.run.snapshot.Snapshot;

/** Particles of some layers before and after training, and the way between. */
public final class CloudFigures {
  private static final String TITLE = "Particles by layer";
  private static final int LAYERS = 4;
  private static final int PARTICLES = 256;
  private static final int WAYS = 80;

  private CloudFigures() {}

  /** The figure of a run; there is none without snapshots. */
  public static Drawing of(ReportedRun run) {
    return new Drawing(TITLE, () -> run.snapshotSteps().isEmpty() ? null : figure(run));
  }

  private static Figure figure(ReportedRun run) throws IOException {
    List<Integer> steps = run.snapshotSteps();
    return figure(
        run.snapshots().open(steps.get(0)), run.snapshots().open(steps.get(steps.size() - 1)));
  }

  private static Figure figure(Snapshot first, Snapshot last) {
    List<Integer> layers = layers(last.widths().length);
    List<double[]> before = new ArrayList<>();
    List<double[]> after = new ArrayList<>();
    for (int layer : layers) {
      before.add(FirstParticles.of(first, layer, PARTICLES));
      after.add(FirstParticles.of(last, layer, PARTICLES));
    }
    boolean moved = first.step() != last.step();
    List<PrincipalPlane> planes = planes(last.layouts(), layers, moved ? before : null, after);
    List<double[][]> places = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      places.add(planes.get(i).coordinates(before.get(i)));
      places.add(planes.get(i).coordinates(after.get(i)));
    }
    double[] range = PrincipalPlane.range(places);
    List<Chart> charts = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      double[] start = moved ? before.get(i) : new double[0];
      charts.add(chart(layers.get(i), planes.get(i), start, after.get(i), range));
    }
    LegendKey end = LegendKey.point("step " + last.step(), Ink.HUE_2);
    LegendKey start = LegendKey.point("step " + first.step(), Ink.QUIET);
    return new Figure(
        TITLE,
        caption(planes.get(0), first, last, charts.size()),
        charts,
        moved ? List.of(start, end) : List.of(end));
  }

  /**
   * A plane for each layer: one for all whose particles have the same layout.
   *
   * @param before null: of the places after; else of the motion
   */
  private static List<PrincipalPlane> planes(
      LayerCycle<ParticleLayout> layouts,
      List<Integer> layers,
      List<double[]> before,
      List<double[]> after) {
    Map<ParticleLayout, PrincipalPlane> planes = new HashMap<>();
    for (ParticleLayout layout : layouts.values()) {
      int[] own =
          IntStream.range(0, layers.size())
              .filter(i -> layouts.at(layers.get(i)).equals(layout))
              .toArray();
      double[] ends = joined(own, after);
      if (own.length > 0) {
        planes.put(
            layout,
            before == null
                ? PrincipalPlane.of(ends, layout.size())
                : PrincipalPlane.around(
                    new double[layout.size()], difference(ends, joined(own, before))));
      }
    }
    return layers.stream().map(layer -> planes.get(layouts.at(layer))).toList();
  }

  private static String caption(PrincipalPlane plane, Snapshot first, Snapshot last, int panels) {
    boolean uniform = last.layouts().isUniform();
    String shares =
        uniform ? "(" + plane.shares() + " of its square)" : "(those of layers with the same map)";
    String which =
        String.format(
            Locale.ROOT,
            "The first %s particles%s of %s, ",
            Math.min(PARTICLES, last.widths()[0]),
            uniform ? " (" + String.join(", ", last.layouts().first().names()) + ")" : "",
            panels == last.widths().length ? "each layer" : panels + " layers");
    return first.step() == last.step()
        ? which + "seen along their two principal directions; there is one snapshot only."
        : which
            + "seen along the two principal directions of their motion "
            + shares
            + "; thin lines join where a particle was and where it is.";
  }

  private static Chart chart(
      int layer, PrincipalPlane plane, double[] before, double[] after, double[] range) {
    double[][] start = plane.coordinates(before);
    double[][] end = plane.coordinates(after);
    List<Mark> marks = new ArrayList<>();
    if (start[0].length > 0) {
      List<double[]> x = new ArrayList<>();
      List<double[]> y = new ArrayList<>();
      for (int i = 0; i < Math.min(WAYS, Math.min(start[0].length, end[0].length)); i++) {
        x.add(new double[] {start[0][i], end[0][i]});
        y.add(new double[] {start[1][i], end[1][i]});
      }
      marks.add(new Mark.Lines(Ink.GRID, x, y));
      marks.add(new Mark.Points(Ink.QUIET, start[0], start[1]));
    }
    marks.add(new Mark.Points(Ink.HUE_2, end[0], end[1]));
    return new Chart(
        "Layer " + layer,
        "Particles of layer " + layer + " before and after training",
        PlotAxis.linear("first principal direction").within(range[0], range[1]),
        PlotAxis.linear("second principal direction").within(range[2], range[3]),
        marks);
  }

  /** Spread over the depth, from first to last. */
  private static List<Integer> layers(int layerCount) {
    return Arrays.stream(Thinning.places(layerCount, LAYERS)).boxed().toList();
  }

  private static double[] joined(int[] own, List<double[]> clouds) {
    return Arrays.stream(own).mapToObj(clouds::get).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] difference(double[] one, double[] other) {
    double[] difference = new double[one.length];
    for (int i = 0; i < one.length; i++) {
      difference[i] = one[i] - other[i];
    }
    return difference;
  }
}
