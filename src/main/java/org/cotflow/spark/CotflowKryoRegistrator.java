package org.cotflow.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import org.apache.spark.serializer.KryoRegistrator;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import scala.reflect.ClassTag;

/**
 * Registers the classes of all data that are sent between driver and executors, or written to disk.
 * Registration is required: a class that is not here (or in Spark's own list) stops the run at
 * once. Spark sends the closures of tasks in another way, by Java serialization.
 */
public final class CotflowKryoRegistrator implements KryoRegistrator {

  /**
   * A value of a type that this package does not know, such as what a sink leaves for the manifest;
   * sent by Java serialization, also in sessions that know nothing of this registrator.
   */
  @DefaultSerializer(JavaSerializer.class)
  public record Opaque(Serializable value) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(ParticleBlock.class, new BlockSerializer());
    kryo.register(HeldBlock.class, new HeldSerializer());
    kryo.register(TreeSum.Node.class, new NodeSerializer());
    kryo.register(LayerNode.class, new LayerNodeSerializer());
    kryo.register(MoveTable.class, new JavaSerializer());
    kryo.register(Opaque.class, new JavaSerializer());
    kryo.register(Object[].class);
    // Spark sends the type of an RDD's elements along with a block that it copies to a second
    // executor; that of every RDD made through the Java API is Object.
    kryo.register(ClassTag.Object().getClass(), new JavaSerializer());
    kryo.register(ClassTag.apply(HeldBlock.class).getClass(), new JavaSerializer());
    kryo.register(int[].class);
    kryo.register(double[][].class);
  }

  private static void writeDoubles(Output output, double[] values) {
    output.writeVarInt(values.length, true);
    output.writeDoubles(values);
  }

  private static double[] readDoubles(Input input) {
    return input.readDoubles(input.readVarInt(true));
  }

  private static final class BlockSerializer extends Serializer<ParticleBlock> {
    @Override
    public void write(Kryo kryo, Output output, ParticleBlock block) {
      output.writeVarInt(block.layer(), true);
      output.writeVarInt(block.first(), true);
      output.writeVarInt(block.count(), true);
      output.writeVarInt(block.stateDim(), true);
      writeDoubles(output, block.values());
    }

    @Override
    public ParticleBlock read(Kryo kryo, Input input, Class<ParticleBlock> type) {
      int layer = input.readVarInt(true);
      int first = input.readVarInt(true);
      int count = input.readVarInt(true);
      int stateDim = input.readVarInt(true);
      return new ParticleBlock(layer, first, count, stateDim, readDoubles(input));
    }
  }

  private static final class HeldSerializer extends Serializer<HeldBlock> {
    private final BlockSerializer blocks = new BlockSerializer();

    @Override
    public void write(Kryo kryo, Output output, HeldBlock held) {
      blocks.write(kryo, output, held.block());
      output.writeVarInt(held.registers().length, true);
      for (double[] register : held.registers()) {
        writeDoubles(output, register);
      }
      writeDoubles(output, held.moveSums());
    }

    @Override
    public HeldBlock read(Kryo kryo, Input input, Class<HeldBlock> type) {
      ParticleBlock block = blocks.read(kryo, input, ParticleBlock.class);
      double[][] registers = new double[input.readVarInt(true)][];
      for (int r = 0; r < registers.length; r++) {
        registers[r] = readDoubles(input);
      }
      return new HeldBlock(block, registers, readDoubles(input));
    }
  }

  private static final class NodeSerializer extends Serializer<TreeSum.Node> {
    @Override
    public void write(Kryo kryo, Output output, TreeSum.Node node) {
      output.writeVarInt(node.level(), true);
      output.writeVarInt(node.index(), true);
      writeDoubles(output, node.sums());
    }

    @Override
    public TreeSum.Node read(Kryo kryo, Input input, Class<TreeSum.Node> type) {
      int level = input.readVarInt(true);
      return new TreeSum.Node(level, input.readVarInt(true), readDoubles(input));
    }
  }

  private static final class LayerNodeSerializer extends Serializer<LayerNode> {
    private final NodeSerializer nodes = new NodeSerializer();

    @Override
    public void write(Kryo kryo, Output output, LayerNode node) {
      output.writeVarInt(node.layer(), true);
      nodes.write(kryo, output, node.node());
    }

    @Override
    public LayerNode read(Kryo kryo, Input input, Class<LayerNode> type) {
      int layer = input.readVarInt(true);
      return new LayerNode(layer, nodes.read(kryo, input, TreeSum.Node.class));
    }
  }
}
