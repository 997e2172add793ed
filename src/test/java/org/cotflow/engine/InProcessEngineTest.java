package org.cotflow.engine;

import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

class InProcessEngineTest extends EngineContractTest {
  @Override
  protected Engine start(
      MeasureShape shape, MeasureSource source, Activation activation, int parallelism) {
    return new InProcessEngine(
        shape, source, BlockKernels.of(shape.stateDim(), activation), parallelism);
  }
}
