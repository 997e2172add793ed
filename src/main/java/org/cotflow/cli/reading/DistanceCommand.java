package org.cotflow.cli.reading;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.AccuracyOption;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.PlaceOption;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.terminal.DistanceProgress;
import org.cotflow.engine.Workplace;
import org.cotflow.report.DistanceTable;
import org.cotflow.run.store.StoredMeasure;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.MeasureClouds;
import org.cotflow.transport.PlainDistance;
import org.cotflow.transport.SlicedDistance;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.solver.EntropicOptions;
import org.cotflow.transport.solver.SolverPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow distance}: the COT distance between two measures. */
@Command(
    name = "distance",
    header = "Measure the COT distance between two measures.",
    description =
        "Prints the conditional optimal transport distance between two measures, layer by layer,"
            + " and in all.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow distance runs/a runs/b",
      "  cotflow distance runs/a start.npz --step 100 --csv layers.csv",
      "  cotflow distance runs/a runs/b --set engine.kind=spark"
    })
public final class DistanceCommand extends Subcommand<DistanceCommand.Result> {
  private static final long SLICED_SEED = 0;

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
      names = "--method",
      paramLabel = "by-size|exact|interval|entropic",
      description =
          "How W_2 is computed: by default exactly up to 8192 x 8192 particles of a layer, and as"
              + " an interval beyond, which auctions close; entropic gives an estimate by"
              + " regularization, in a wider interval.")
  private String method = "by-size";

  @Mixin private AccuracyOption accuracy;

  @Option(
      names = "--wasserstein",
      description =
          "Also prints W_2 where mass may move between layers; all particles enter one problem.")
  private boolean wasserstein;

  @Option(
      names = "--sliced",
      paramLabel = "DIRECTIONS",
      description =
          "Also prints the sliced distance, another quantity, from so many random directions.")
  private Integer sliced;

  @Mixin private PlaceOption placeOption;

  /**
   * What the command has found.
   *
   * @param labelCoupling an upper bound; null for other shapes
   * @param wasserstein without the constraint on layers; null unless it was asked for
   * @param sliced another quantity; null unless it was asked for
   */
  record Result(
      String first,
      String second,
      double distance,
      double lower,
      double upper,
      Double labelCoupling,
      Double wasserstein,
      SlicedDistance sliced,
      List<Layer> layers) {}

  /** A slice of layer time; W_2^2 with its interval. */
  record Layer(
      int layer,
      int otherLayer,
      double weight,
      double squared,
      double lower,
      double upper,
      String method,
      boolean converged) {
    private static Layer of(CotDistance.SliceDistance slice) {
      SquaredDistance squared = slice.squaredDistance();
      return new Layer(
          slice.slice().sourceLayer(),
          slice.slice().targetLayer(),
          slice.slice().weight(),
          squared.value(),
          squared.lower(),
          squared.upper(),
          squared.method().keyword(),
          squared.converged());
    }
  }

  @Override
  protected Answer<Result> answer() throws IOException {
    SolverPolicy policy = policy();
    if (csv != null) {
      fileFor("--csv", csv);
    }
    if (sliced != null && sliced < 2) {
      throw new UserInputException(
          "--sliced " + sliced + ": at least 2 directions, or there is no standard error");
    }
    StoredMeasure one = StoredMeasure.open(first, step);
    StoredMeasure other = StoredMeasure.open(second, step);
    try (Workplace place = placeOption.open("distance")) {
      return Answer.done(found(out(), one, other, policy, place));
    }
  }

  private SolverPolicy policy() {
    return switch (method) {
      case "by-size" -> accuracy.bySize();
      case "exact" -> SolverPolicy.exact();
      case "interval" -> SolverPolicy.interval(accuracy.interval());
      case "entropic" -> SolverPolicy.entropic(EntropicOptions.standard());
      default ->
          throw new UserInputException(
              "--method " + method + ": it may be by-size, exact, interval or entropic");
    };
  }

  private Result found(
      PrintWriter out, StoredMeasure one, StoredMeasure other, SolverPolicy policy, Workplace place)
      throws IOException {
    MeasureClouds clouds = one.clouds();
    MeasureClouds others = other.clouds();
    PlainDistance.Task overAll =
        wasserstein ? new PlainDistance.Task(clouds, others, Metric.plain(), policy) : null;
    CotDistance distance = between(clouds, others, policy, place);
    out.println("COT distance between " + one.name() + " and " + other.name());
    DistanceTable.print(out, distance);
    Double labelCoupling = null;
    if (one.shape().equals(other.shape())) {
      labelCoupling = Math.sqrt(distance.labelCoupledSquared());
      out.println("label coupling, an upper bound: " + labelCoupling);
    }
    SlicedDistance found = null;
    if (sliced != null) {
      found =
          SlicedDistance.between(
              clouds, others, Metric.plain(), sliced, SLICED_SEED, place.tasks());
      out.println(
          "sliced distance, another quantity: SW_2^2 = %s, standard error %s over %s directions"
              .formatted(found.squared(), found.standardError(), found.directionCount()));
    }
    Double plain = null;
    if (overAll != null) {
      plain = printWasserstein(out, overAll, place);
    }
    write(csv, DistanceTable.csv(distance));
    double lower = Math.sqrt(Math.max(0, distance.lowerSquared()));
    double upper = Math.sqrt(distance.upperSquared());
    out.println("bounds: %s to %s".formatted(lower, upper));
    out.println("cot_distance " + ShortestDouble.of(distance.value()));
    return new Result(
        one.name(),
        other.name(),
        distance.value(),
        lower,
        upper,
        labelCoupling,
        plain,
        found,
        distance.slices().stream().map(Layer::of).toList());
  }

  private CotDistance between(
      MeasureClouds clouds, MeasureClouds others, SolverPolicy policy, Workplace place) {
    try (DistanceProgress progress = new DistanceProgress(messages())) {
      return CotDistance.between(clouds, others, Metric.plain(), policy, place.tasks(), progress);
    }
  }

  private static double printWasserstein(
      PrintWriter out, PlainDistance.Task task, Workplace place) {
    PlainDistance plain = place.tasks().results("W_2 over all layers", List.of(task)).get(0);
    out.println(
        "W_2 without the constraint on layers: "
            + plain.value()
            + " ("
            + plain.squaredDistance().method().keyword()
            + ", off by at most "
            + plain.discretizationError()
            + " for slices gathered at their midpoints)");
    return plain.value();
  }
}
