package org.cotflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cotflow.base.Locations;
import org.cotflow.experiment.StoredMeasure;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.CotDistance.SliceDistance;
import org.cotflow.transport.MeasureClouds;
import org.cotflow.transport.Metric;
import org.cotflow.transport.PlainDistance;
import org.cotflow.transport.SolverPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cotflow distance}: the COT distance between two measures. */
@Command(
    name = "distance",
    description =
        "Prints the conditional optimal transport distance between two measures, layer by layer,"
            + " and in all.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow distance runs/a runs/b",
      "  cotflow distance runs/a start.npz --step 100 --csv layers.csv"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DistanceCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN_OR_NPZ", description = "A run directory or .npz file.")
  private String first;

  @Parameters(index = "1", paramLabel = "RUN_OR_NPZ", description = "Another.")
  private String second;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The snapshots of this flow step; by default the last ones.")
  private Integer step;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Also writes the table of layers to this file.")
  private String csv;

  @Option(
      names = "--wasserstein",
      description =
          "Also prints W_2 where mass may move between layers; all particles enter one problem.")
  private boolean wasserstein;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    StoredMeasure one = StoredMeasure.open(first, step);
    StoredMeasure other = StoredMeasure.open(second, step);
    MeasureClouds clouds = new MeasureClouds(one.shape(), one.source());
    MeasureClouds otherClouds = new MeasureClouds(other.shape(), other.source());
    CotDistance distance = between(clouds, otherClouds);
    PrintWriter out = spec.commandLine().getOut();
    out.println("COT distance between " + one.name() + " and " + other.name());
    printLayers(out, distance);
    if (one.shape().equals(other.shape())) {
      double labels = CotDistance.labelCoupledSquared(clouds, otherClouds, Metric.plain());
      out.println("label coupling, an upper bound: " + Math.sqrt(labels));
    }
    if (wasserstein) {
      printWasserstein(out, clouds, otherClouds);
    }
    if (csv != null) {
      Locations.of(csv).replace(table(distance).getBytes(StandardCharsets.UTF_8));
    }
    out.println(
        "bounds: "
            + Math.sqrt(Math.max(0, distance.lowerSquared()))
            + " to "
            + Math.sqrt(distance.upperSquared()));
    out.println("cot_distance " + distance.value());
    out.flush();
    return ExitCode.DONE;
  }

  private static CotDistance between(MeasureClouds one, MeasureClouds other) {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      return CotDistance.between(one, other, Metric.plain(), SolverPolicy.standard(), threads);
    } finally {
      threads.shutdown();
    }
  }

  private static void printLayers(PrintWriter out, CotDistance distance) {
    out.printf("%6s %6s %10s %22s  %s%n", "layer", "layer", "weight", "W_2", "method");
    for (SliceDistance slice : distance.slices()) {
      out.printf(
          Locale.ROOT,
          "%6d %6d %10.4g %22.16g  %s%s%n",
          slice.slice().sourceLayer(),
          slice.slice().targetLayer(),
          slice.slice().weight(),
          slice.squaredDistance().distance(),
          slice.squaredDistance().method().keyword(),
          slice.squaredDistance().converged() ? "" : ", not converged");
    }
  }

  private static void printWasserstein(PrintWriter out, MeasureClouds one, MeasureClouds other) {
    PlainDistance plain =
        PlainDistance.between(one, other, Metric.plain(), SolverPolicy.standard());
    out.println(
        "W_2 without the constraint on layers: "
            + plain.value()
            + " ("
            + plain.squaredDistance().method().keyword()
            + ", off by at most "
            + plain.discretizationError()
            + " for slices gathered at their midpoints)");
  }

  private static String table(CotDistance distance) {
    StringBuilder text =
        new StringBuilder("layer,other_layer,weight,w2_squared,lower,upper,method,converged\n");
    for (SliceDistance slice : distance.slices()) {
      text.append(slice.slice().sourceLayer())
          .append(',')
          .append(slice.slice().targetLayer())
          .append(',')
          .append(slice.slice().weight())
          .append(',')
          .append(slice.squaredDistance().value())
          .append(',')
          .append(slice.squaredDistance().lower())
          .append(',')
          .append(slice.squaredDistance().upper())
          .append(',')
          .append(slice.squaredDistance().method().keyword())
          .append(',')
          .append(slice.squaredDistance().converged())
          .append('\n');
    }
    return text.toString();
  }
}
