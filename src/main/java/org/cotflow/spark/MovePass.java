package org.cotflow.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapSpec;

/** The task of a move: each block of the next generation is a moved copy of a cached one. */
record MovePass(LayerCycle<MapSpec> maps, Broadcast<MoveTable> table)
    implements FlatMapFunction<Iterator<HeldBlock>, HeldBlock> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<HeldBlock> call(Iterator<HeldBlock> blocks) {
    MoveTable moves = table.value();
    return new Mapped<>(blocks, held -> moved(held, moves));
  }

  private HeldBlock moved(HeldBlock held, MoveTable moves) {
    ParticleBlock block = held.block();
    int layer = block.layer();
    BlockMove move = moves.moves()[layer];
    if (move == null) {
      return held.unmoved();
    }
    ParticleBlock copy = block.copy();
    double[][] registers = registers(held, move);
    double[] sums = new double[move.sumCount()];
    double[] states = moves.states().of(layer);
    double[] adjoints = moves.adjoints().of(layer);
    int rows = moves.adjoints().length(layer) / block.stateDim();
    TaskPasses.of(block.stateDim(), maps)
        .at(layer)
        .moveInPlace(copy, states, adjoints, rows, null, move, registers, sums);
    return new HeldBlock(copy, move.keepsRegisters() ? registers : BlockMove.NO_REGISTERS, sums);
  }

  /** Those that the move reads, shared with the generation before, and new ones to write. */
  private static double[][] registers(HeldBlock held, BlockMove move) {
    double[][] registers = new double[move.registerCount()][];
    for (int r = 0; r < registers.length; r++) {
      registers[r] =
          move.overwrites(r) ? new double[held.block().values().length] : held.registers()[r];
    }
    return registers;
  }
}
