package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;

class CotflowKryoRegistratorTest {
  private static final double[] AWKWARD = {
    -0.0, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 0.1, Double.MAX_VALUE
  };

  private final SerializerInstance kryo = serializer();

  private static SerializerInstance serializer() {
    SparkConf conf =
        SparkSessions.conf(new SparkConf(false), TestContexts.spec(null, Map.of()), "test");
    return new KryoSerializer(conf).newInstance();
  }

  private <T> T throughKryo(T value) {
    ClassTag<T> any = anyTag();
    return kryo.deserialize(kryo.serialize(value, any), any);
  }

  @SuppressWarnings("unchecked")
  private static <T> ClassTag<T> anyTag() {
    return (ClassTag<T>) ClassTag.Any();
  }

  @Test
  void aHeldBlockKeepsItsBits() {
    MeasureShape shape = new MeasureShape(Neuron.layout(5), new int[] {40, 21}, 16);
    ParticleBlock block = new RandomMeasure(1).blocks(shape, 4, 5).next();
    System.arraycopy(AWKWARD, 0, block.values(), 3, AWKWARD.length);
    double[][] registers = {AWKWARD, {}, {1.5}};
    HeldBlock held = throughKryo(new HeldBlock(block, registers, AWKWARD));
    assertEquals(1, held.block().layer());
    assertEquals(16, held.block().first());
    assertEquals(5, held.block().count());
    assertEquals(5, held.block().stateDim());
    assertBits(block.values(), held.block().values());
    assertBits(AWKWARD, held.moveSums());
    assertEquals(3, held.registers().length);
    for (int r = 0; r < registers.length; r++) {
      assertBits(registers[r], held.registers()[r]);
    }
    assertBits(block.values(), throughKryo(block).values());
  }

  @Test
  void nodesKeepTheirPlaceAndBits() {
    LayerNode node = throughKryo(new LayerNode(300, new TreeSum.Node(5, 7000, AWKWARD)));
    assertEquals(300, node.layer());
    assertEquals(5, node.node().level());
    assertEquals(7000, node.node().index());
    assertBits(AWKWARD, node.node().sums());
    Object[] list = throughKryo(new Object[] {node.node()});
    assertBits(AWKWARD, ((TreeSum.Node) list[0]).sums());
  }

  @Test
  void typesOfElementsGoAlongWithCopiedBlocks() {
    assertEquals(ClassTag.Object(), throughKryo(ClassTag.Object()));
    ClassTag<HeldBlock> tag = ClassTag.apply(HeldBlock.class);
    assertEquals(tag, throughKryo(tag));
  }

  private record Unregistered(int number) {}

  @Test
  void whatIsNotRegisteredIsRefusedUnlessOpaque() {
    RandomMeasure source = new RandomMeasure(3);
    assertEquals(source, throughKryo(new CotflowKryoRegistrator.Opaque(source)).value());
    Exception error = assertThrows(Exception.class, () -> throughKryo(new Unregistered(1)));
    assertTrue(error.getMessage().contains("Class is not registered"), error.getMessage());
  }

  private static void assertBits(double[] expected, double[] actual) {
    assertArrayEquals(bits(expected), bits(actual));
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
