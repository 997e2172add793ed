package org.cotflow.report.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Location;
import org.cotflow.format.CsvTable;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.TableDigests;

/** The particles that a run has followed through flow time: trajectories.csv. */
public final class TrajectoryFigure {
  private static final String TITLE = "Trajectories of particles";
  private static final int LAYERS = 4;
  private static final int PARTICLES = 12;
  private static final long LARGEST_FILE = 32L << 20;

  /** Columns before those of the particle. */
  private static final int NAMES = 4;

  private TrajectoryFigure() {}

  /** There is none where no particle was followed, and for very long tables. */
  public static Drawing of(ReportedRun run) {
    return new Drawing(TITLE, () -> figure(run));
  }

  private static Figure figure(ReportedRun run) throws IOException {
    Location file = RunFile.TRAJECTORIES.in(run.location());
    if (!file.exists() || file.length() > LARGEST_FILE) {
      return null;
    }
    CsvTable table = TableDigests.read(run.location(), RunFile.TRAJECTORIES.fileName());
    TreeMap<Integer, TreeMap<Integer, List<double[]>>> layers = new TreeMap<>();
    for (CsvTable.Row row : table.rows()) {
      int particle = row.number("particle").intValue();
      if (particle < PARTICLES) {
        double[] place =
            row.cells().stream().skip(NAMES).mapToDouble(TrajectoryFigure::coordinate).toArray();
        layers
            .computeIfAbsent(row.number("layer").intValue(), key -> new TreeMap<>())
            .computeIfAbsent(particle, key -> new ArrayList<>())
            .add(place);
      }
    }
    return layers.isEmpty() ? null : figure(layers);
  }

  /** 0 where the particles of a layer lack it. */
  private static double coordinate(String cell) {
    return cell.isEmpty() ? 0 : Double.parseDouble(cell);
  }

  private static Figure figure(TreeMap<Integer, TreeMap<Integer, List<double[]>>> all) {
    List<Integer> numbers = List.copyOf(all.keySet());
    Map<Integer, List<double[]>> ways = new TreeMap<>();
    List<double[]> motions = new ArrayList<>();
    int p = 0;
    for (int place : Thinning.places(numbers.size(), LAYERS)) {
      List<double[]> own = new ArrayList<>();
      for (List<double[]> steps : all.get(numbers.get(place)).values()) {
        p = steps.get(0).length;
        double[] way = way(steps);
        own.add(way);
        motions.add(motion(way, p));
      }
      ways.put(numbers.get(place), own);
    }
    PrincipalPlane plane =
        PrincipalPlane.around(
            new double[p], motions.stream().flatMapToDouble(Arrays::stream).toArray());
    List<double[][]> coordinates =
        ways.values().stream().flatMap(List::stream).map(plane::coordinates).toList();
    double[] range = PrincipalPlane.range(coordinates);
    List<Chart> charts = new ArrayList<>();
    ways.forEach((layer, own) -> charts.add(chart(layer, plane, own, range)));
    int shown = ways.values().iterator().next().size();
    return new Figure(
        TITLE,
        "The first %s followed particles of %s along flow time, seen along the two principal directions of their motion (%s of its square)."
            .formatted(
                shown,
                ways.size() == all.size() ? "each layer" : ways.size() + " layers",
                plane.shares()),
        charts,
        List.of(
            LegendKey.point("start", Ink.QUIET),
            LegendKey.line("path", Ink.HUE_1, Mark.Dash.SOLID),
            LegendKey.point("end", Ink.HUE_2)));
  }

  /** Some of the places, the first and the last among them, in rows. */
  private static double[] way(List<double[]> steps) {
    return Arrays.stream(Thinning.places(steps.size(), Thinning.PLACES))
        .mapToObj(steps::get)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double[] motion(double[] way, int p) {
    double[] motion = new double[way.length];
    for (int i = 0; i < way.length; i++) {
      motion[i] = way[i] - way[i % p];
    }
    return motion;
  }

  private static Chart chart(int layer, PrincipalPlane plane, List<double[]> ways, double[] range) {
    List<double[][]> places = ways.stream().map(plane::coordinates).toList();
    return new Chart(
        "Layer " + layer,
        "Paths of followed particles of layer " + layer,
        PlotAxis.linear("first principal direction").within(range[0], range[1]),
        PlotAxis.linear("second principal direction").within(range[2], range[3]),
        List.of(
            new Mark.Lines(
                Ink.HUE_1,
                places.stream().map(way -> way[0]).toList(),
                places.stream().map(way -> way[1]).toList()),
            new Mark.Points(Ink.QUIET, ends(places, 0, false), ends(places, 1, false)),
            new Mark.Points(Ink.HUE_2, ends(places, 0, true), ends(places, 1, true))));
  }

  private static double[] ends(List<double[][]> ways, int coordinate, boolean last) {
    return ways.stream()
        .mapToDouble(way -> way[coordinate][last ? way[coordinate].length - 1 : 0])
        .toArray();
  }
}
