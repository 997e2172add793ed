package org.cotflow.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.PreparedData;
import org.cotflow.data.source.DataSources;
import org.cotflow.depth.Discretization;
import org.cotflow.flow.TrainingProblem;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.InitialLaw;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.run.certificate.Certifiable;
import org.cotflow.run.certificate.Certifier;
import org.cotflow.run.cost.ProblemSize;
import org.cotflow.run.cost.PropagationChoice;
import org.cotflow.run.npz.MeasureArrays;
import org.cotflow.run.npz.MeasureNpz;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.RunDirectory;

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
   * Reads the data, checks that everything fits together, and resolves keys that depend on the
   * sizes.
   *
   * @throws UserInputException where it does not
   */
  public static RunProblem of(Experiment experiment) {
    return of(experiment, read(experiment));
  }

  /**
   * The same with data that were prepared before, from the same {@code data} keys.
   *
   * @throws UserInputException where something does not fit together
   */
  public static RunProblem of(Experiment experiment, PreparedData data) {
    RunProblem drawn = drawn(experiment, data);
    String from = experiment.init().from();
    return from == null ? drawn : drawn.startedFrom(from);
  }

  /**
   * The problem of a run that goes on from a snapshot of its own. The network's ends are those that
   * the run wrote down: what it started from need not be there any more.
   */
  public static RunProblem goingOn(Experiment experiment, Location run, Snapshot snapshot)
      throws IOException {
    return drawn(experiment, read(experiment))
        .with(NetworkFile.read(run).network(), snapshot.source());
  }

  private static PreparedData read(Experiment experiment) {
    try {
      return DataSources.prepare(experiment.data());
    } catch (OutOfMemoryError shortage) {
      throw MemoryShortage.reading(experiment.data().source(), shortage);
    }
  }

  private static RunProblem drawn(Experiment wanted, PreparedData data) {
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
                networkSeed(wanted))
            .withClassWeights(data.classWeights());
    requireStagesFit(wanted, data, network);
    OwnMapRules.require(wanted, network, data.train());
    MeasureShape shape =
        new MeasureShape(network.layouts(), wanted.network().widths(), wanted.engine().block());
    Experiment experiment =
        PropagationChoice.resolved(
                wanted
                    .withTrain(trained(wanted, network))
                    .withMapDigest(MapSpec.digest(network.maps())),
                network.stateDim(),
                data.train().count() + data.validation().count() + data.test().count(),
                shape.particleCount())
            .withRecordEvery(data.train().count());
    MeasureSource law = new InitialLaw(experiment.init(), experiment.network().bias());
    RunProblem problem = new RunProblem(experiment, data, network, shape, law);
    if (Certifiable.every(experiment) != null) {
      Certifiable.require(experiment, data.train().count());
    }
    return problem;
  }

  private static List<String> trained(Experiment wanted, Network network) {
    List<String> given = wanted.flow().train();
    return given == null ? MapSpec.trained(network.maps(), network.stateDim()) : given;
  }

  /** The seed of embedding and readout. */
  long networkSeed() {
    return networkSeed(experiment);
  }

  private static long networkSeed(Experiment experiment) {
    Long own = experiment.network().seed();
    return own == null ? experiment.init().seed() : own;
  }

  /** A layer's gradient is summed over the states of all its stages, which are one array. */
  private static void requireStagesFit(Experiment wanted, PreparedData data, Network network) {
    int rows = data.train().count();
    Integer batch = wanted.flow().batch();
    long perStage = (long) (batch == null ? rows : Math.min(rows, batch)) * network.stateDim();
    long stages = Discretization.of(wanted.network()).stages();
    if (stages > 1 && stages > (Integer.MAX_VALUE - 8) / perStage) {
      throw new UserInputException(
          ("network.substeps = %s gives each layer %s stages of %s numbers, more than an "
                  + "array holds; take fewer substeps or a smaller flow.batch")
              .formatted(wanted.network().substeps(), stages, perStage));
    }
  }

  private RunProblem startedFrom(String from) {
    Location place = Locations.of(from.substring(from.indexOf(':') + 1));
    try {
      return from.startsWith("npz:") ? fromNpz(from, place) : fromRun(from, place);
    } catch (IOException failure) {
      throw new UncheckedIOException("init.from: cannot read " + from, failure);
    }
  }

  private RunProblem fromNpz(String from, Location file) throws IOException {
    MeasureArrays contents = MeasureNpz.read(file);
    requireFits(from, contents.layouts(), contents.widths(), shape);
    return with(
        NetworkFile.matrix(contents.surroundings().embedding()),
        NetworkFile.positions(contents.surroundings().meta()),
        NetworkFile.matrix(contents.surroundings().readout()),
        contents.source());
  }

  private RunProblem fromRun(String from, Location run) throws IOException {
    Snapshot snapshot =
        RunDirectory.open(run)
            .snapshots()
            .latestValid()
            .orElseThrow(() -> new UserInputException("init.from: " + from + " has no snapshot"));
    requireFits(from, snapshot.layouts(), snapshot.widths(), shape);
    return with(NetworkFile.read(run).network(), snapshot.source());
  }

  private RunProblem with(Network given, MeasureSource particles) {
    return with(given.embedding(), given.positions(), given.readout(), particles);
  }

  /** The same problem with other particles, and with other ends where they are not null. */
  private RunProblem with(
      Matrix embedding, Matrix positions, Matrix readout, MeasureSource particles) {
    return new RunProblem(
        experiment, data, network.withEnds(embedding, positions, readout), shape, particles);
  }

  private static void requireFits(
      String from, LayerCycle<ParticleLayout> layouts, int[] widths, MeasureShape shape) {
    requireSameParts(from, layouts, shape);
    int stateDim = layouts.first().stateDim();
    if (stateDim != shape.stateDim() || !java.util.Arrays.equals(widths, shape.widths())) {
      throw new UserInputException(
          ("init.from: %s has state-dim %s and widths %s, but this network has state-dim "
                  + "%s and widths %s; set network.depth, network.width and network.state-dim to "
                  + "match")
              .formatted(
                  from, stateDim, describe(widths), shape.stateDim(), describe(shape.widths())));
    }
  }

  private static void requireSameParts(
      String from, LayerCycle<ParticleLayout> layouts, MeasureShape shape) {
    for (int layer = 0; layer < shape.layerCount(); layer++) {
      ParticleLayout given = layouts.at(layer);
      ParticleLayout needed = shape.layout(layer);
      if (!given.names().equals(needed.names())
          || given.stateDim() == needed.stateDim() && given.size() != needed.size()) {
        throw new UserInputException(
            "init.from: %s has particles of the parts %s, but this network has %s; set network.map"
                    .formatted(from, sizes(layouts), sizes(shape.layouts()))
                + " and its options to match");
      }
    }
  }

  private static String sizes(LayerCycle<ParticleLayout> layouts) {
    return layouts.values().stream()
        .map(
            layout ->
                layout.parts().stream()
                    .map(part -> part.name() + "[" + part.size() + "]")
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining(" and in turn "));
  }

  private static String describe(int[] widths) {
    boolean equal = java.util.Arrays.stream(widths).allMatch(width -> width == widths[0]);
    return equal ? widths.length + " x " + widths[0] : java.util.Arrays.toString(widths);
  }

  /** What the forecast of a step's cost takes from it. */
  public ProblemSize size() {
    int train = data.train().count();
    int others = data.validation().count() + data.test().count();
    return ProblemSize.of(
        experiment, shape, train, others, data.train().inputDim(), data.train().outputDim());
  }

  /** Says in one line what was assumed about the data, if anything was. */
  public void noteAssumptions(Consumer<String> note) {
    PreparedData.assumed(experiment.data().source(), data.notes()).ifPresent(note);
  }

  /** What the run's network.npz says. */
  public NetworkFile networkFile() {
    return NetworkFile.of(network, Discretization.of(experiment.network()), data);
  }

  /**
   * Gives certificates to measures of this problem.
   *
   * @throws UserInputException where none can be given
   */
  public Certifier certifier() {
    return new Certifier(experiment, network, data.train());
  }

  public TrainingProblem training() {
    return new TrainingProblem(
        network, data.train(), data.validation(), data.test(), data.isClassification());
  }
}
