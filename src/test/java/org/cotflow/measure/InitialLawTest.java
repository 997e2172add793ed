package org.cotflow.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import org.cotflow.base.RandomStream;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.junit.jupiter.api.Test;

class InitialLawTest {
  private static final InitSpec SPEC = new InitSpec(Neuron.parts(0.5, 2.0, 0.25), false, 17, null);

  private static double[] particle(HeldMeasure measure, int layer, int m) {
    int size = measure.shape().blockSize();
    ParticleBlock block = measure.blocks().get(measure.shape().firstBlock(layer) + m / size);
    double[] numbers = new double[2 * block.stateDim() + 1];
    for (int j = 0; j < numbers.length; j++) {
      numbers[j] = block.values()[block.index(m % size, j)];
    }
    return numbers;
  }

  private static HeldMeasure draw(InitSpec spec, boolean bias, int d, int block, int... widths) {
    return HeldMeasure.of(
        new MeasureShape(Neuron.layout(d), widths, block), new InitialLaw(spec, bias));
  }

  @Test
  void widerLayersBeginWithTheNarrowerOnes() {
    HeldMeasure narrow = draw(SPEC, true, 3, 8, 5, 11);
    HeldMeasure wide = draw(SPEC, true, 3, 16, 40, 40);
    for (int layer = 0; layer < 2; layer++) {
      for (int m = 0; m < narrow.shape().width(layer); m++) {
        assertArrayEquals(particle(narrow, layer, m), particle(wide, layer, m));
      }
    }
  }

  @Test
  void largerStatesExtendTheCoordinates() {
    double[] small = particle(draw(SPEC, true, 3, 8, 9), 0, 7);
    double[] large = particle(draw(SPEC, true, 6, 8, 9), 0, 7);
    for (int j = 0; j < 3; j++) {
      assertEquals(small[j], large[j]);
      assertEquals(small[3 + j], large[6 + j]);
    }
    assertEquals(small[6], large[12]);
  }

  @Test
  void layersAreIndependentOrTied() {
    HeldMeasure free = draw(SPEC, true, 2, 8, 4, 4);
    assertNotEquals(particle(free, 0, 1)[0], particle(free, 1, 1)[0]);
    InitSpec tied = new InitSpec(Neuron.parts(0.5, 2.0, 0.25), true, 17, null);
    HeldMeasure same = draw(tied, true, 2, 8, 4, 4);
    assertArrayEquals(particle(same, 0, 1), particle(same, 1, 1));
    assertArrayEquals(particle(free, 0, 1), particle(same, 0, 1));
  }

  @Test
  void identityInitialisationHasNoVelocity() {
    InitSpec identity = new InitSpec(Neuron.parts(0.0, 1.0, 1.0), false, 1, null);
    double[] numbers = particle(draw(identity, false, 2, 8, 3), 0, 2);
    assertEquals(List.of(0.0, 0.0), List.of(numbers[0], numbers[1]));
    assertTrue(numbers[2] != 0 && numbers[3] != 0);
    assertEquals(0.0, numbers[4]);
  }

  @Test
  void standardDeviationsAreThoseAskedFor() {
    HeldMeasure many = draw(SPEC, true, 2, 256, 20_000);
    double[] squares = new double[5];
    for (int m = 0; m < 20_000; m++) {
      double[] numbers = particle(many, 0, m);
      for (int j = 0; j < 5; j++) {
        squares[j] += numbers[j] * numbers[j] / 20_000;
      }
    }
    double[] expected = {0.25, 0.25, 4.0, 4.0, 0.0625};
    for (int j = 0; j < 5; j++) {
      assertEquals(1, squares[j] / expected[j], 0.04);
    }
  }

  /** Parts of one number, of some, of so many that one particle is drawn at a time; two laws. */
  @Test
  void particlesAreTheNumbersOfTheirAddresses() {
    List<Part> parts =
        List.of(
            Part.bias("b", 1, 0.25),
            new Part("tailed", 3, 2.0, 5, false),
            Part.of("w", 600, 0.5),
            new Part("q", 700, 1.5, 2, false));
    ParticleLayout layout = new ParticleLayout(3, parts);
    InitSpec spec = new InitSpec(new TreeMap<>(), false, 17, null);
    MeasureShape shape = new MeasureShape(layout, new int[] {21, 5}, 12);
    for (ParticleBlock block : HeldMeasure.of(shape, new InitialLaw(spec, true)).blocks()) {
      for (int m = 0; m < block.count(); m++) {
        double[] expected = new double[layout.size()];
        for (int i = 0; i < parts.size(); i++) {
          particlePart(block.layer(), block.first() + m, parts.get(i), expected, layout.offset(i));
        }
        double[] actual = new double[layout.size()];
        block.copyParticle(m, actual, 0);
        assertArrayEquals(expected, actual);
      }
    }
  }

  private static void particlePart(int layer, int m, Part part, double[] numbers, int at) {
    RandomStream stream = RandomStream.ofPart(17, part.name());
    double squares = 0;
    for (int j = part.size(); j < part.size() + part.degrees(); j++) {
      squares = Math.fma(stream.normal(layer, m, j), stream.normal(layer, m, j), squares);
    }
    double spread = part.degrees() == 0 ? 1 : Math.sqrt(squares / part.degrees());
    for (int j = 0; j < part.size(); j++) {
      numbers[at + j] = part.std() / spread * stream.normal(layer, m, j);
    }
  }
}
