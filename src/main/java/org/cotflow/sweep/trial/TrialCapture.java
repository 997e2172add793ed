package org.cotflow.sweep.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.cotflow.data.Samples;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.Engine;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.flow.FlowObserver;
import org.cotflow.flow.StepRecord;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.run.RunClock;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.sweep.grid.ErrorSpec;
import org.cotflow.sweep.grid.TrialColumns;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.HeldClouds;
import org.cotflow.transport.LayerClouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.solver.SolverPolicy;

/**
 * Records a trial at the steps of a sweep: its predictions there, and its distance from its
 * reference. States and particles are dropped after the step.
 */
public final class TrialCapture implements FlowObserver {
  public static final SolverPolicy SOLVER = SolverPolicy.standard();

  private final RunProblem problem;
  private final TrialPurpose purpose;
  private final ErrorSpec errors;
  private final List<Profile> references;
  private final BooleanSupplier interrupted;
  private final Map<Integer, Seen> seen = new HashMap<>();
  private final Map<Integer, StepRecord> rows = new HashMap<>();
  private final RunClock clock = new RunClock(0);
  private final List<Profile> profiles = new ArrayList<>();
  private Engine engine;
  private Trajectory trajectory;
  private int firstRow;
  private int step = -1;

  TrialCapture(
      RunProblem problem,
      TrialPurpose purpose,
      ErrorSpec errors,
      List<Profile> references,
      BooleanSupplier interrupted) {
    this.problem = problem;
    this.purpose = purpose;
    this.errors = errors;
    this.references = references;
    this.interrupted = interrupted;
  }

  /** The engine of the run, before its first step. */
  void watch(Engine started) {
    engine = started;
  }

  /** What is known at the moment of the step only. */
  private record Seen(Map<String, Double> numbers, double[] predictions, String digest) {}

  @Override
  public void begin(int at) {
    clock.stepBegins(step < 0);
    step = at;
  }

  @Override
  public void evaluated(int at, Trajectory states, int firstTrainRow) {
    trajectory = states;
    firstRow = firstTrainRow;
    if (errors.steps().contains(at)) {
      look();
    }
  }

  @Override
  public boolean readsStates() {
    return true;
  }

  @Override
  public void record(StepRecord row) {
    rows.put(row.step(), row);
    if (errors.atLast() && row.step() == step) {
      look(); // other rows come during the next step; this one is the last, and has not moved
    }
  }

  @Override
  public boolean interrupted() {
    return interrupted.getAsBoolean();
  }

  /** The same for a run that keeps a record of its own. */
  RunMonitor asMonitor() {
    return new RunMonitor() {
      @Override
      public void at(int now) {
        begin(now);
      }

      @Override
      public void evaluated(int now, Trajectory states, int firstTrainRow) {
        TrialCapture.this.evaluated(now, states, firstTrainRow);
      }

      @Override
      public boolean readsStates() {
        return true;
      }

      @Override
      public void row(StepRecord row) {
        record(row);
      }

      @Override
      public boolean interrupted() {
        return TrialCapture.this.interrupted();
      }
    };
  }

  /** The steps of the sweep, whether the run came to them or not. */
  List<StepResult> results() {
    List<Integer> steps = errors.atLast() ? List.copyOf(seen.keySet()) : errors.steps();
    return steps.stream().map(this::result).toList();
  }

  List<Profile> profiles() {
    return profiles;
  }

  /** The median step; null without a whole one. */
  Double medianStepSeconds() {
    return clock.medianStepSeconds();
  }

  private void look() {
    double[] predictions = predictions();
    double risk = risk(predictions);
    Map<String, Double> numbers = new HashMap<>();
    numbers.put(TrialColumns.RISK, risk);
    Profile reference = reference(step);
    if (reference != null) {
      compare(reference, predictions, risk, numbers);
    }
    if (errors.layerGap()) {
      numbers.put(TrialColumns.LAYER_GAP, LayerGap.largest(engine));
    }
    seen.put(step, new Seen(numbers, predictions, EngineParticles.digest(engine)));
    if (purpose instanceof TrialPurpose.ToCompareWith others) {
      profiles.add(profile(predictions, risk, others.depths()));
    }
  }

  private void compare(
      Profile reference, double[] predictions, double risk, Map<String, Double> numbers) {
    int d = problem.network().stateDim();
    numbers.put(TrialColumns.OUTPUT_ERROR, reference.outputError(predictions));
    numbers.put(TrialColumns.STATE_ERROR, reference.stateError(trajectory, firstRow, d));
    numbers.put(TrialColumns.LAST_STATE_ERROR, reference.lastStateError(trajectory, firstRow, d));
    numbers.put(TrialColumns.RISK_ERROR, risk - reference.risk());
    if (reference.clouds() != null && reference.stateDim() == d) {
      numbers.put(TrialColumns.COT_ERROR, distance(reference.clouds()));
    }
  }

  private double[] predictions() {
    int d = problem.network().stateDim();
    int count = problem.data().train().count();
    double[] last = trajectory.last();
    return problem
        .network()
        .predict(Arrays.copyOfRange(last, firstRow * d, (firstRow + count) * d));
  }

  /** The reference at a step; at the last step of a run, the reference at its own last one. */
  private Profile reference(int at) {
    return references.stream()
        .filter(profile -> errors.atLast() || profile.step() == at)
        .findFirst()
        .orElse(null);
  }

  /** Null where layers that meet have particles of different maps. */
  private Double distance(LayerClouds other) {
    LayerClouds own = new HeldClouds(particleSizes(), EngineParticles.points(engine));
    if (!CotDistance.comparable(own, other)) {
      return null;
    }
    return CotDistance.between(own, other, Metric.plain(), SOLVER, OrderedTasks.on(Runnable::run))
        .value();
  }

  private LayerCycle<Integer> particleSizes() {
    return problem.shape().layouts().map(ParticleLayout::size);
  }

  private Profile profile(double[] predictions, double risk, int[] depths) {
    int d = problem.network().stateDim();
    int depth = engine.layerCount();
    int[] layers = Profile.layersNeeded(depth, depths);
    int from = firstRow * d;
    int to = from + problem.data().train().count() * d;
    double[][] states = new double[layers.length][];
    for (int i = 0; i < layers.length; i++) {
      states[i] = Arrays.copyOfRange(trajectory.states()[layers[i]], from, to);
    }
    double[][] particles = errors.cot() ? EngineParticles.points(engine) : null;
    return new Profile(
        step, depth, d, particleSizes(), risk, predictions, layers, states, particles);
  }

  private StepResult result(int at) {
    Seen then = seen.get(at);
    StepRecord row = rows.get(at);
    if (then == null) {
      return StepResult.missing(at);
    }
    Map<String, Double> numbers = new HashMap<>(then.numbers());
    if (row != null) { // it comes with the step's move, which may have diverged
      numbers.put(TrialColumns.FLOW_TIME, row.flowTime());
      numbers.put(TrialColumns.TEST_RISK, row.testRisk());
      numbers.put(TrialColumns.TRAIN_ACCURACY, row.trainAccuracy());
      numbers.put(TrialColumns.TEST_ACCURACY, row.testAccuracy());
    }
    double[] predictions = purpose.wantsPredictions() ? then.predictions() : null;
    return new StepResult(at, numbers, then.digest(), predictions);
  }

  /** Of all training samples. */
  private double risk(double[] predictions) {
    Samples train = problem.data().train();
    return problem
        .network()
        .loss()
        .evaluate(predictions, train.targets(), train.count(), train.outputDim())
        .risk();
  }
}
