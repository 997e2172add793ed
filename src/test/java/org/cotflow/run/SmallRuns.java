package org.cotflow.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Small configurations that between them touch all that may change the bits of a run. */
public enum SmallRuns {
  /** Unequal widths, test samples, every block of parameters. */
  FULL_BATCH("network.width=[40,9,23]"),
  /** A mini-batch that does not divide the samples, w frozen, a multiplier, tied layers. */
  MINI_BATCH(
      "network.width=[17,40,8]",
      "flow.batch=13",
      "flow.train=[u,b]",
      "flow.multipliers.u=0.7",
      "init.tied=true"),
  /** All layers at once from the states of earlier steps; random ends; another loss. */
  NEWTON(
      "network.width=40",
      "engine.propagation=newton",
      "network.embedding=gaussian",
      "network.readout=gaussian",
      "network.state-dim=5",
      "network.loss=cross-entropy",
      "network.activation=gelu",
      "init.u.std=0.5",
      "flow.train=[u,w]",
      "flow.multipliers.w=2.5"),
  /**
   * The same kind of search without Jacobians, adjoints too; mini-batches that remember nothing.
   */
  PICARD("network.width=[40,9,23]", "engine.propagation=picard", "init.u.std=0.8", "flow.batch=13"),
  /** Four stages twice a layer, and looks at the kernels on the way. */
  DEPTH_RK4(
      "network.width=[40,9,23]",
      "network.depth-scheme=rk4",
      "network.substeps=2",
      "init.u.std=0.8",
      "diagnostics.every=3"),
  /** A scheme with a weight of 0; looks that send all samples forward; no eigenvalues. */
  MIDPOINT(
      "network.width=[17,40,8]",
      "network.depth-scheme=midpoint",
      "init.u.std=0.8",
      "flow.batch=13",
      "diagnostics.every=2",
      "diagnostics.spectrum=false"),
  /** Two stages on the batch of each step. */
  HEUN("network.width=[17,40,8]", "flow.method=heun", "flow.batch=13", "init.u.std=0.4"),
  /** Four stages, of which the first alone begins from earlier steps. */
  RK4(
      "network.width=40",
      "flow.method=rk4",
      "engine.propagation=newton",
      "init.u.std=0.5",
      "flow.multipliers.w=2.5"),
  /** A part that decides when to stop, and classes of different weight. */
  VALIDATION(
      "network.width=[17,40,8]",
      "network.loss=cross-entropy",
      "data.validation-fraction=0.2",
      "data.class-weights=[1,3]",
      "flow.batch=13",
      "flow.stop.patience=9"),
  /** Gated units, all layers at once. */
  GATED("network.map=gated", "network.width=[17,40,8]", "engine.propagation=newton"),
  /** Attention heads over three tokens; a state of which each token is embedded alone. */
  ATTENTION(
      "network.map=attention",
      "network.sites=[3]",
      "network.state-dim=12",
      "network.embedding=gaussian",
      "network.readout=gaussian",
      "network.width=[17,40,8]",
      "network.map-options.head=2",
      "diagnostics.every=6",
      "network.positions=gaussian",
      "init.v.std=0.7",
      "flow.multipliers.o=3",
      "flow.batch=13"),
  /** Convolutions on a grid, two stages. */
  CONVOLUTION(
      "network.map=convolution",
      "network.sites=[2,2]",
      "network.state-dim=8",
      "network.embedding=orthogonal",
      "network.map-options.edges=periodic",
      "network.width=[17,40,8]",
      "flow.method=heun",
      "init.u.std=0.3"),
  /** Layers that cycle through two maps, whose particles have other parts; two stages. */
  TRANSFORMER(
      "network.map=[attention,neuron-by-token]",
      "network.sites=[3]",
      "network.state-dim=6",
      "network.embedding=gaussian",
      "network.readout=gaussian",
      "network.width=[17,40,8]",
      "network.positions=sinusoidal",
      "flow.method=heun",
      "flow.multipliers.o=3",
      "flow.multipliers.w=0.5",
      "diagnostics.every=6",
      "output.trajectories.layers=[0,1]",
      "output.trajectories.particles=9"),
  /** Perceptrons, all layers at once without Jacobians. */
  PERCEPTRON(
      "network.map=perceptron",
      "network.map-options.hidden=3",
      "network.width=[17,40,8]",
      "engine.propagation=picard",
      "init.u.std=0.5"),
  /** Cosines of Student's t numbers, of which u alone moves; mini-batches. */
  RANDOM_FEATURES(
      "network.map=random-features",
      "network.activation=cos",
      "network.map-options.smoothness=1.5",
      "init.b.std=6.3",
      "network.width=[17,40,8]",
      "flow.batch=13"),
  /** Attention without a softmax, each token to those before it; all layers at once. */
  LINEAR_ATTENTION(
      "network.map=attention",
      "network.map-options.linear=true",
      "network.map-options.causal=true",
      "network.sites=[3]",
      "network.state-dim=6",
      "network.embedding=gaussian",
      "network.readout=gaussian",
      "network.width=[17,40,8]",
      "engine.propagation=newton",
      "flow.step=0.01",
      "init.o.std=0.5"),
  /** A class of the user's own and two other maps in turn, all layers at once. */
  LIST_BY_NEWTON(
      "network.map=[\"class:org.cotflow.run.RationalMap\",neuron-by-token,gated]",
      "network.map-options.scale=0.7",
      "network.sites=[3]",
      "network.state-dim=6",
      "network.embedding=gaussian",
      "network.readout=gaussian",
      "network.width=[17,40,8]",
      "engine.propagation=newton",
      "init.u.std=0.5"),
  /** A layer of each map, all at once without Jacobians. */
  LIST_BY_PICARD(
      "network.map=[random-features,attention,neuron,gated,convolution,perceptron,"
          + "neuron-by-token,\"class:org.cotflow.run.RationalMap\"]",
      "network.activation=cos",
      "network.map-options.linear=true",
      "network.map-options.hidden=3",
      "network.sites=[3]",
      "network.state-dim=6",
      "network.embedding=gaussian",
      "network.readout=gaussian",
      "network.depth=8",
      "network.width=[9,8,17,5,4,11,3,10]",
      "engine.propagation=picard",
      "flow.train=[u,w,b,v,c,q,k,o,a,direction]",
      "flow.step=0.05",
      "init.u.std=0.5",
      "init.o.std=0.5"),
  /** Steps of their own length, some of them taken back; particles that are followed. */
  ADAPTIVE(
      "network.width=[40,9,23]",
      "flow.method=adaptive",
      "flow.tolerance=1e-4",
      "flow.train=[u,b]",
      "flow.multipliers.u=0.7",
      "init.u.std=0.5",
      "flow.step=8",
      "output.trajectories.layers=[0,2]",
      "output.trajectories.particles=12");

  /** Recorded steps of a run: 0 to the last. */
  public static final int STEPS = 12;

  private final List<String> own;

  SmallRuns(String... own) {
    this.own = List.of(own);
  }

  /** Runs of every residual map, alone or in a list, and of lists by each way to propagate. */
  public static List<SmallRuns> ofMaps() {
    return Stream.of(values())
        .filter(run -> run == FULL_BATCH || run.own.get(0).startsWith("network.map="))
        .toList();
  }

  /** The assignments of this run, with further ones after them. */
  public List<String> sets(String... further) {
    List<String> all = new ArrayList<>(common());
    all.addAll(own);
    all.addAll(Arrays.asList(further));
    return all;
  }

  private static List<String> common() {
    return List.of(
        "data.samples=60",
        "output.record-every=1",
        "data.test-fraction=0.25",
        "network.depth=3",
        "engine.block=8",
        "engine.propagation=sweep",
        "flow.step=0.5",
        "flow.steps=" + STEPS,
        "output.snapshot-every=5");
  }

  /** The assignments as arguments of {@code cotflow train moons}. */
  public List<String> arguments(String... further) {
    return sets(further).stream().flatMap(set -> Stream.of("--set", set)).toList();
  }
}
