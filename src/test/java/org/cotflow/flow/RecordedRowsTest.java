package org.cotflow.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.data.DataPart;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.depth.Trajectory;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.flow.FlowSpec.Method;
import org.cotflow.flow.FlowSpec.StopSpec;
import org.cotflow.kernel.Neuron;
import org.junit.jupiter.api.Test;

/** What is recorded besides the batch has the same bits with the batch and in chunks of rows. */
class RecordedRowsTest {
  private static final int BATCH = 100;

  private static final class Rows implements FlowObserver {
    private final boolean reads;
    private final List<StepRecord> rows = new ArrayList<>();
    private final List<Integer> traveled = new ArrayList<>();

    Rows(boolean reads) {
      this.reads = reads;
    }

    @Override
    public boolean readsStates() {
      return reads;
    }

    @Override
    public void evaluated(int step, Trajectory trajectory, int firstTrainRow) {
      assertEquals(reads && step != 1 ? BATCH : -1, firstTrainRow);
      traveled.add(trajectory.last().length);
    }

    @Override
    public void record(StepRecord row) {
      rows.add(row);
    }
  }

  private static Rows run(SmallProblem problem, boolean reads, int threads) {
    Rows rows = new Rows(reads);
    FlowSpec flow =
        new FlowSpec(
            Method.EULER,
            0.1,
            1e-6,
            3,
            null,
            BATCH,
            null,
            new FlowSpec.Multipliers(Neuron.parts(1, 1, 1)),
            new StopSpec(null, null, null, null, false));
    try (InProcessEngine engine = problem.engine(problem.measure(), threads)) {
      new TrainingLoop(
              problem.problem(), flow, engine, new Sweep(ButcherTableau.EULER), 3, 2, 1_000_000)
          .run(0, true, rows);
    }
    return rows;
  }

  @Test
  void manyRowsGoInChunksToTheSameBits() {
    int d = 5;
    int count = 2 * TrainingLoop.rowsAtOnce(d) + 77;
    SmallProblem problem = FlowRun.problem(org.cotflow.kernel.Activation.RELU, 0.5, count);
    assertTrue(!TrainingLoop.fitsTogether(count, d, 3));
    Rows together = run(problem, true, 2);
    Rows apart = run(problem, false, 2);
    assertEquals(List.of(0, 2, 3), apart.rows.stream().map(StepRecord::step).toList());
    assertEquals(together.rows, apart.rows);
    assertEquals(apart.rows, run(problem, false, 1).rows);
    assertNotNull(apart.rows.get(0).fullRisk());
    int all = BATCH + count + problem.problem().part(DataPart.TEST).count();
    assertEquals(List.of(all * d, BATCH * d, all * d, all * d), together.traveled);
    assertEquals(List.of(BATCH * d, BATCH * d, BATCH * d, BATCH * d), apart.traveled);
  }
}
