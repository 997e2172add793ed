package org.cotflow.run.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.RandomParticles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureNpzTest {
  private static final MeasureArrays.Surroundings NOTHING =
      new MeasureArrays.Surroundings(null, null, null, null, null, null, null);

  @TempDir Path directory;
  private Location file;

  @BeforeEach
  void locate() {
    file = Locations.of(directory.resolve("measure.npz").toString());
  }

  @Test
  void measuresComeBackToTheSameBits() throws IOException {
    for (int[] widths : new int[][] {{11, 11, 11}, {11, 3, 40}, {1}}) {
      MeasureShape shape = new MeasureShape(Neuron.layout(3), widths, 4);
      RandomParticles particles = new RandomParticles(3);
      MeasureNpz.write(file, shape, particles, NOTHING);
      MeasureArrays read = MeasureNpz.read(file);
      assertEquals(3, read.layouts().first().stateDim());
      assertArrayEquals(widths, read.widths());
      assertNull(read.surroundings().embedding());
      MeasureShape other = new MeasureShape(Neuron.layout(3), widths, 5);
      assertEquals(MeasureDigest.of(shape, particles), MeasureDigest.of(other, read.source()));
    }
  }

  @Test
  void surroundingsComeBack() throws IOException {
    NpyArray embedding = new NpyArray(new int[] {2, 3}, new double[] {1, 2, 3, 4, 5, 0.1});
    NpyArray readout = new NpyArray(new int[] {1, 2}, new double[] {-0.0, 7});
    double[] mean = {0.5, 1.5, 2.5};
    MeasureArrays.Surroundings surroundings =
        new MeasureArrays.Surroundings(
            embedding, readout, "{\"scale\": 1.0}", mean, null, new double[] {3}, null);
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {4}, 4);
    MeasureNpz.write(file, shape, new RandomParticles(1), surroundings);
    MeasureArrays.Surroundings read = MeasureNpz.read(file).surroundings();
    assertArrayEquals(embedding.values(), read.embedding().values());
    assertArrayEquals(new int[] {2, 3}, read.embedding().shape());
    assertArrayEquals(readout.values(), read.readout().values());
    assertEquals("{\"scale\": 1.0}", read.meta());
    assertArrayEquals(mean, read.xMean());
    assertNull(read.xScale());
    assertArrayEquals(new double[] {3}, read.yMean());
  }

  @Test
  void arraysHaveTheDocumentedShapesAndOrder() throws IOException {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {5, 5}, 2);
    MeasureNpz.write(file, shape, new RandomParticles(1), NOTHING);
    Map<String, NpyArray> arrays = NpzReader.read(file).numbers();
    assertArrayEquals(new int[] {2, 5, 2}, arrays.get("u").shape());
    assertArrayEquals(new int[] {2, 5, 2}, arrays.get("w").shape());
    assertArrayEquals(new int[] {2, 5}, arrays.get("b").shape());
    var block = new RandomParticles(1).blocks(shape, 4, 5).next();
    assertEquals(block.values()[block.index(1, 0)], arrays.get("u").values()[(5 + 3) * 2]);
    assertEquals(
        block.values()[Neuron.indexW(block, 1, 1)], arrays.get("w").values()[(5 + 3) * 2 + 1]);
    assertEquals(block.values()[Neuron.indexB(block, 1)], arrays.get("b").values()[5 + 3]);
  }

  private static Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("u", new int[] {2, 3, 2});
    shapes.put("w", new int[] {2, 3, 2});
    shapes.put("b", new int[] {2, 3});
    return shapes;
  }

  private String refusal(Map<String, int[]> shapes, double value) throws IOException {
    try (NpzWriter npz = NpzWriter.create(file)) {
      for (Map.Entry<String, int[]> array : shapes.entrySet()) {
        int size = 1;
        for (int length : array.getValue()) {
          size *= length;
        }
        double[] values = new double[size];
        java.util.Arrays.fill(values, value);
        npz.write(array.getKey(), new NpyArray(array.getValue(), values));
      }
    }
    UserInputException e = assertThrows(UserInputException.class, () -> MeasureNpz.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertEquals(-1, e.getMessage().indexOf('\n'));
    return e.getMessage();
  }

  private void assertRefused(String name, int[] shape, String expected) throws IOException {
    Map<String, int[]> shapes = shapes();
    if (shape == null) {
      shapes.remove(name);
    } else {
      shapes.put(name, shape);
    }
    String message = refusal(shapes, 1.0);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void wrongArraysAreTheUsersError() throws IOException {
    assertRefused("u", null, "has no u");
    assertRefused("w", null, "has no w");
    assertRefused("b", null, "has no b");
    assertRefused("u", new int[] {2, 6}, "u has shape [2, 6]; it must be [K,M,d]");
    assertRefused("u", new int[] {2, 0, 2}, "it must be [K,M,d]");
    assertRefused("w", new int[] {2, 4, 2}, "w has 4 x 2 at layer 0; it must be 3 x 2");
    assertRefused("w", new int[] {3, 3, 2}, "w has 3 layers, u 2");
    assertRefused("b", new int[] {2, 4}, "b has 4 x 1 at layer 0; it must be 3 x 1");
    assertRefused("A", new int[] {3, 2}, "A has shape [3, 2]; it must be [2,d_in]");
    assertRefused("B", new int[] {2, 3}, "B has shape [2, 3]; it must be [d_out,2]");
    assertRefused("u_1", new int[] {3, 2}, "has both u and u_1");
    assertTrue(refusal(shapes(), Double.NaN).contains("u has NaN at layer 0, particle 0"));
    Map<String, int[]> gap = new LinkedHashMap<>();
    gap.put("u_0", new int[] {3, 2});
    gap.put("u_2", new int[] {3, 2});
    assertTrue(refusal(gap, 1.0).contains("has u_2 but no u_1"));
  }

  @Test
  void anotherShapeIsTheUsersError() throws IOException {
    MeasureNpz.write(
        file,
        new MeasureShape(Neuron.layout(2), new int[] {4}, 4),
        new RandomParticles(1),
        NOTHING);
    MeasureArrays read = MeasureNpz.read(file);
    MeasureShape wider = new MeasureShape(Neuron.layout(2), new int[] {5}, 4);
    assertThrows(UserInputException.class, () -> read.source().blocks(wider, 0, 1));
  }
}
