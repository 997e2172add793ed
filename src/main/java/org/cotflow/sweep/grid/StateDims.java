package org.cotflow.sweep.grid;

import java.util.HashMap;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.data.DataSpec;
import org.cotflow.data.Samples;
import org.cotflow.data.source.DataSources;
import org.cotflow.network.Network;

/** State dimensions that configurations leave to the data; each data set is read once for it. */
final class StateDims {
  private final Map<DataSpec, Sizes> sizes = new HashMap<>();

  private record Sizes(int inputDim, int outputDim) {}

  int of(Experiment experiment) {
    Sizes data = sizes.computeIfAbsent(experiment.data(), StateDims::read);
    return Network.stateDim(experiment.network(), data.inputDim(), data.outputDim());
  }

  private static Sizes read(DataSpec spec) {
    Samples train = DataSources.prepare(spec).train();
    return new Sizes(train.inputDim(), train.outputDim());
  }
}
