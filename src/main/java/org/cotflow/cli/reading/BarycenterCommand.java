package org.cotflow.cli.reading;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Location;
import org.cotflow.base.Printable;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.AccuracyOption;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.PlaceOption;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.engine.Workplace;
import org.cotflow.run.store.StoredMeasure;
import org.cotflow.transport.CotBarycenter;
import org.cotflow.transport.MeasureClouds;
import org.cotflow.transport.cloud.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow barycenter}: the mean of several measures. */
@Command(
    name = "barycenter",
    header = "Write the mean of several measures.",
    description =
        "Writes a COT barycenter of measures of equal depth and widths: on each layer the particles"
            + " whose weighted mean of squared distances to the measures is least, as far as"
            + " alternating assignments and means from the first measure lead (a local minimum)."
            + " The network around them (A, B, scaling) is the first measure's.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow barycenter runs/a runs/b runs/c --out mean.npz",
      "  cotflow barycenter runs/a b.npz --weights 3,1 --out mean.npz",
      "  cotflow barycenter runs/a runs/b --out mean.npz --set engine.kind=spark",
      "  cotflow predict mean.npz --data digits"
    })
public final class BarycenterCommand extends Subcommand<BarycenterCommand.Result> {
  private static final int LARGEST_ITERATION_COUNT = 100;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN_OR_NPZ",
      description = "Run directories or .npz files.")
  private List<String> names;

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "W",
      description = "Positive numbers, one for each measure; equal by default.")
  private List<Double> weights;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .npz to write.")
  private String out;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The snapshots of this flow step; by default the last ones.")
  private Integer step;

  @Mixin private AccuracyOption accuracy;

  @Mixin private PlaceOption placeOption;

  /** What the command has found. */
  record Result(
      String file,
      long particles,
      boolean converged,
      double meanSquaredDistance,
      List<Layer> layers) {}

  /**
   * A layer.
   *
   * @param first the mean squared distance at the start
   * @param last at the end
   */
  record Layer(int layer, double first, double last, int iterations, boolean converged) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    Location file = fileFor("--out", out);
    if (!out.endsWith(".npz")) {
      throw new UserInputException("--out " + out + ": give the .npz file to write");
    }
    double[] shares = shares();
    List<StoredMeasure> measures = new ArrayList<>();
    for (String name : names) {
      measures.add(StoredMeasure.open(name, step));
    }
    CotBarycenter barycenter = of(measures.stream().map(StoredMeasure::clouds).toList(), shares);
    for (StoredMeasure measure : measures) {
      noteOtherNetwork(measures.get(0), measure);
    }
    measures.get(0).writeNpz(file, barycenter.clouds());
    Result result = result(barycenter, file);
    print(out(), result);
    return Answer.done(result);
  }

  private double[] shares() {
    double[] shares = new double[names.size()];
    Arrays.fill(shares, 1);
    if (weights == null) {
      return shares;
    }
    if (weights.size() != shares.length) {
      throw new UserInputException(
          "--weights: %s numbers for %s measures; give one for each, as in --weights 3,1"
              .formatted(weights.size(), shares.length));
    }
    for (int r = 0; r < shares.length; r++) {
      shares[r] = weights.get(r);
      if (!(shares[r] > 0 && shares[r] < Double.POSITIVE_INFINITY)) {
        throw new UserInputException(
            "--weights: "
                + Printable.number(shares[r])
                + " is no weight; weights are positive and finite");
      }
    }
    return shares;
  }

  private CotBarycenter of(List<MeasureClouds> measures, double[] shares) {
    try (Workplace place = placeOption.open("barycenter")) {
      return CotBarycenter.of(
          measures,
          shares,
          Metric.plain(),
          accuracy.bySize(),
          LARGEST_ITERATION_COUNT,
          place.tasks());
    }
  }

  private static Result result(CotBarycenter barycenter, Location file) {
    List<Layer> layers = new ArrayList<>();
    double sum = 0;
    for (CotBarycenter.Layer layer : barycenter.layers()) {
      List<Double> objective = layer.objective();
      double last = objective.get(objective.size() - 1);
      layers.add(
          new Layer(layers.size(), objective.get(0), last, objective.size(), layer.converged()));
      sum += last;
    }
    return new Result(
        file.toString(),
        GeodesicCommand.particles(barycenter.clouds()),
        barycenter.converged(),
        sum / layers.size(),
        layers);
  }

  private static void print(PrintWriter out, Result result) {
    out.printf("%6s %22s %22s %10s%n", "layer", "J at the start", "J", "iterations");
    for (Layer layer : result.layers()) {
      out.printf(
          Locale.ROOT,
          "%6d %22.16g %22.16g %10d%s%n",
          layer.layer(),
          layer.first(),
          layer.last(),
          layer.iterations(),
          layer.converged() ? "" : ", not converged");
    }
    out.println(
        "written to %s: %s layers, %s particles%s"
            .formatted(
                result.file(),
                Integer.toString(result.layers().size()),
                Long.toString(result.particles()),
                result.converged() ? "" : "; not converged"));
    out.println("mean_squared_distance " + ShortestDouble.of(result.meanSquaredDistance()));
    out.flush();
  }
}
