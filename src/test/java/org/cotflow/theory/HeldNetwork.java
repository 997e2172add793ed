package org.cotflow.theory;

import org.cotflow.data.Samples;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.flow.LayerMultipliers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;

/** A network whose particles can be set one by one. */
public record HeldNetwork(Network network, HeldMeasure measure) {

  public static HeldNetwork of(Matrix a, Matrix b, Activation activation, HeldMeasure measure) {
    Loss loss = new Loss(LossKind.SQUARED, false);
    return new HeldNetwork(new Network(a, b, 1.3, activation, true, loss), measure);
  }

  public static Matrix identity(int d) {
    double[] values = new double[d * d];
    for (int i = 0; i < d; i++) {
      values[i * d + i] = 1;
    }
    return new Matrix(d, d, values);
  }

  /** Zeros, in blocks of 4. */
  public static HeldMeasure zeros(int d, int... widths) {
    MeasureShape shape = new MeasureShape(Neuron.layout(d), widths, 4);
    return new HeldMeasure(
        shape,
        shape.blocks(0, shape.blockCount()).stream()
            .map(id -> Neuron.zeros(id.layer(), id.firstParticle(), id.particleCount(), d))
            .toList());
  }

  /** Sets coordinates of the particle: u_j and w_l. */
  public static void set(HeldMeasure measure, int layer, int m, int j, double u, int l, double w) {
    for (ParticleBlock block : measure.blocks()) {
      if (block.layer() == layer && m >= block.first() && m < block.first() + block.count()) {
        block.values()[block.index(m - block.first(), j)] = u;
        block.values()[Neuron.indexW(block, m - block.first(), l)] = w;
      }
    }
  }

  public BlockKernel kernel() {
    return network.maps().first().kernel(network.stateDim());
  }

  public ParticleSums sums(int layer, double[] states) {
    return ParticleSums.source(measure.shape(), measure, network.maps()).at(layer, states);
  }

  public LayerBlocks.Source blocks() {
    return new InProcessBlocks(measure.shape(), measure);
  }

  public KernelTasks kernels() {
    return new KernelTasks(
        measure.shape(), measure, network.maps(), OrderedTasks.on(Runnable::run), blocks());
  }

  public PlDiagnostics diagnostics(Samples samples, PartMultipliers multipliers) {
    return diagnostics(Discretization.RESIDUAL, samples, multipliers);
  }

  public PlDiagnostics diagnostics(
      Discretization discretization, Samples samples, PartMultipliers multipliers) {
    try (InProcessEngine engine = new InProcessEngine(measure.shape(), measure, kernel(), 1)) {
      return PlDiagnostics.of(
          network,
          discretization,
          samples,
          engine,
          kernels(),
          new LayerMultipliers(measure.shape().layouts(), LayerCycle.everywhere(multipliers)));
    }
  }
}
