package org.cotflow.cli.reading;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
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
import org.cotflow.transport.CotGeodesic;
import org.cotflow.transport.LayerClouds;
import org.cotflow.transport.cloud.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow geodesic}: measures on the way from one to another. */
@Command(
    name = "geodesic",
    header = "Write measures on the geodesic between two.",
    description =
        "Writes measures on the COT geodesic from one measure to another: each layer's particles"
            + " move on straight lines to where the optimal coupling sends them. The network around"
            + " them (A, B, scaling) is the first measure's.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow geodesic runs/a runs/b --at 0.25,0.5,0.75 --out between",
      "  cotflow geodesic runs/a runs/b --at 0.5 --out between --set engine.kind=spark",
      "  cotflow predict between/t=0.5.npz --data digits",
      "  cotflow train digits --set init.from=npz:between/t=0.5.npz"
    })
public final class GeodesicCommand extends Subcommand<GeodesicCommand.Result> {
  @Parameters(index = "0", paramLabel = "RUN_OR_NPZ", description = "Where it begins, at 0.")
  private String first;

  @Parameters(index = "1", paramLabel = "RUN_OR_NPZ", description = "Where it ends, at 1.")
  private String second;

  @Option(
      names = "--at",
      required = true,
      split = ",",
      paramLabel = "T",
      description = "Times in [0, 1], separated by commas.")
  private List<Double> times;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the measures are written: t=T.npz for each time.")
  private String out;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The snapshots of this flow step; by default the last ones.")
  private Integer step;

  @Mixin private AccuracyOption accuracy;

  @Mixin private PlaceOption placeOption;

  /** What the command has found. */
  record Result(String first, String second, double distance, List<Written> measures) {}

  /** A measure that was written. */
  record Written(double time, String file, int layers, long particles) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    for (double time : times) {
      if (!(time >= 0 && time <= 1)) {
        throw new UserInputException(
            "--at "
                + Printable.number(time)
                + ": a geodesic runs from 0, the first measure, to 1, the second");
      }
    }
    Location directory = directoryFor("--out", out);
    StoredMeasure one = StoredMeasure.open(first, step);
    StoredMeasure other = StoredMeasure.open(second, step);
    CotGeodesic geodesic = between(one, other);
    noteOtherNetwork(one, other);
    PrintWriter print = out();
    print.println("COT geodesic from " + one.name() + " to " + other.name());
    directory.createDirectories();
    List<Written> written = new ArrayList<>();
    for (double time : times) {
      LayerClouds clouds = geodesic.at(time);
      Location file = directory.resolve("t=" + time + ".npz");
      one.writeNpz(file, clouds);
      print.println(
          file + ": " + clouds.layerCount() + " layers, " + particles(clouds) + " particles");
      written.add(new Written(time, file.toString(), clouds.layerCount(), particles(clouds)));
    }
    print.println("cot_distance " + ShortestDouble.of(geodesic.distance().value()));
    return Answer.done(new Result(one.name(), other.name(), geodesic.distance().value(), written));
  }

  private CotGeodesic between(StoredMeasure one, StoredMeasure other) {
    try (Workplace place = placeOption.open("geodesic")) {
      return CotGeodesic.between(
          one.clouds(), other.clouds(), Metric.plain(), accuracy.bySize(), place.tasks());
    }
  }

  static long particles(LayerClouds clouds) {
    long sum = 0;
    for (int layer = 0; layer < clouds.layerCount(); layer++) {
      sum += clouds.count(layer);
    }
    return sum;
  }
}
