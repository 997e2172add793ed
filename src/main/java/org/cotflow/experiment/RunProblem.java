package org.cotflow.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSources;
import org.cotflow.data.PreparedData;
import org.cotflow.flow.TrainingProblem;
import org.cotflow.measure.InitialLaw;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;

/**
 * An experiment with its data read and its network drawn: all that can be wrong with it has been
 * found out, and nothing has been written yet.
 *
 * @param initial the particles at flow time 0
 */
public record RunProblem(
    Experiment experiment,
    PreparedData data,
    Network network,
    MeasureShape shape,
    MeasureSource initial) {

  /**
   * Reads the data, checks that everything fits together, and resolves what the sizes decide.
   *
   * @throws UserInputException where it does not
   */
  public static RunProblem of(Experiment wanted) {
    PreparedData data = DataSources.prepare(wanted.data());
    if (wanted.network().loss() == LossKind.CROSS_ENTROPY && !data.isClassification()) {
      throw new UserInputException(
          "network.loss = cross-entropy needs classes, but "
              + wanted.data().source()
              + " is a regression; use squared, or data.task = classification");
    }
    Network network =
        Network.of(
            wanted.network(),
            data.train().inputDim(),
            data.train().outputDim(),
            wanted.init().seed());
    MeasureShape shape =
        new MeasureShape(network.stateDim(), wanted.network().widths(), wanted.engine().block());
    Experiment experiment =
        PropagationChoice.resolved(
            wanted,
            network.stateDim(),
            data.train().count() + data.test().count(),
            shape.particleCount());
    String from = experiment.init().from();
    if (from == null) {
      MeasureSource law = new InitialLaw(experiment.init(), experiment.network().bias());
      return new RunProblem(experiment, data, network, shape, law);
    }
    return started(experiment, data, network, shape, from);
  }

  private static RunProblem started(
      Experiment experiment, PreparedData data, Network network, MeasureShape shape, String from) {
    Location place = Locations.of(from.substring(from.indexOf(':') + 1));
    try {
      if (from.startsWith("npz:")) {
        MeasureNpz.Contents contents = MeasureNpz.read(place);
        requireFits(from, contents.stateDim(), contents.widths(), shape);
        return new RunProblem(
            experiment,
            data,
            network.withEnds(
                NetworkFile.matrix(contents.surroundings().embedding()),
                NetworkFile.matrix(contents.surroundings().readout())),
            shape,
            contents.source());
      }
      Snapshot snapshot =
          RunDirectory.open(place)
              .snapshots()
              .latestValid()
              .orElseThrow(() -> new UserInputException("init.from: " + from + " has no snapshot"));
      requireFits(from, snapshot.stateDim(), snapshot.widths(), shape);
      return new RunProblem(experiment, data, network, shape, snapshot.source());
    } catch (IOException failure) {
      throw new UncheckedIOException("init.from: cannot read " + from, failure);
    }
  }

  private static void requireFits(String from, int stateDim, int[] widths, MeasureShape shape) {
    if (stateDim != shape.stateDim() || !java.util.Arrays.equals(widths, shape.widths())) {
      throw new UserInputException(
          "init.from: "
              + from
              + " has state-dim "
              + stateDim
              + " and widths "
              + describe(widths)
              + ", but this network has state-dim "
              + shape.stateDim()
              + " and widths "
              + describe(shape.widths())
              + "; set network.depth, network.width and network.state-dim to match");
    }
  }

  private static String describe(int[] widths) {
    boolean equal = java.util.Arrays.stream(widths).allMatch(width -> width == widths[0]);
    return equal ? widths.length + " x " + widths[0] : java.util.Arrays.toString(widths);
  }

  public TrainingProblem training() {
    return new TrainingProblem(network, data.train(), data.test(), data.isClassification());
  }
}
