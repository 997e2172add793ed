package org.cotflow.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.map.MapName;
import org.cotflow.kernel.map.MapOptions;
import org.cotflow.network.NetworkSpec.DepthSchemeKind;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  private static NetworkSpec spec(EmbeddingKind embedding, ReadoutKind readout, Integer stateDim) {
    return new NetworkSpec(
        4,
        List.of(8),
        stateDim,
        List.of(MapName.NEURON),
        null,
        MapOptions.DEFAULT,
        List.of(),
        NetworkSpec.Pooling.FLATTEN,
        NetworkSpec.Positions.NONE,
        1,
        Activation.TANH,
        true,
        embedding,
        readout,
        2.0,
        DepthSchemeKind.EULER,
        1,
        LossKind.SQUARED,
        false,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "PAD, TAIL, 8",
    "IDENTITY, TAIL, 5",
    "PAD, HEAD, 5",
    "GAUSSIAN, GAUSSIAN, 5",
    "ORTHOGONAL, ORTHOGONAL, 5"
  })
  void automaticStateDimension(EmbeddingKind embedding, ReadoutKind readout, int expected) {
    assertEquals(expected, Network.of(spec(embedding, readout, null), 5, 3, 0).stateDim());
  }

  @Test
  void liftingPredictsZeroAtFirst() {
    Network network = Network.of(spec(EmbeddingKind.PAD, ReadoutKind.TAIL, null), 2, 1, 0);
    double[] states = network.embed(new double[] {3, 4, 5, 6});
    assertArrayEquals(new double[] {3, 4, 0, 5, 6, 0}, states);
    assertArrayEquals(new double[] {0, 0}, network.predict(states));
    assertArrayEquals(new double[] {0, 0, 14}, network.lastAdjoints(new double[] {7}));
  }

  @Test
  void dimensionsThatDoNotFitAreRefused() {
    for (NetworkSpec wrong :
        List.of(
            spec(EmbeddingKind.PAD, ReadoutKind.TAIL, 4),
            spec(EmbeddingKind.IDENTITY, ReadoutKind.TAIL, 6),
            spec(EmbeddingKind.GAUSSIAN, ReadoutKind.IDENTITY, 5),
            spec(EmbeddingKind.GAUSSIAN, ReadoutKind.HEAD, 2))) {
      UserInputException thrown =
          assertThrows(UserInputException.class, () -> Network.of(wrong, 5, 3, 0));
      assertTrue(thrown.getMessage().startsWith("network.state-dim is "), thrown.getMessage());
    }
  }

  @Test
  void orthogonalEndsAreOrthonormal() {
    Network network =
        Network.of(spec(EmbeddingKind.ORTHOGONAL, ReadoutKind.ORTHOGONAL, 9), 5, 3, 4);
    assertOrthonormalColumns(network.embedding());
    assertOrthonormalColumns(network.readout().transposed());
  }

  private static void assertOrthonormalColumns(Matrix matrix) {
    for (int a = 0; a < matrix.columns(); a++) {
      for (int b = 0; b < matrix.columns(); b++) {
        double dot = 0;
        for (int r = 0; r < matrix.rows(); r++) {
          dot +=
              matrix.values()[r * matrix.columns() + a] * matrix.values()[r * matrix.columns() + b];
        }
        assertEquals(a == b ? 1 : 0, dot, 1e-14);
      }
    }
  }

  @Test
  void gaussianEndsAreNestedAndScaled() {
    Network small = Network.of(spec(EmbeddingKind.GAUSSIAN, ReadoutKind.GAUSSIAN, 50), 4, 3, 4);
    Network large = Network.of(spec(EmbeddingKind.GAUSSIAN, ReadoutKind.GAUSSIAN, 400), 4, 3, 4);
    double squares = 0;
    for (int i = 0; i < large.embedding().values().length; i++) {
      squares += large.embedding().values()[i] * large.embedding().values()[i];
      if (i < small.embedding().values().length) {
        assertEquals(small.embedding().values()[i], large.embedding().values()[i]);
      }
    }
    assertEquals(0.25, squares / 1600, 0.04);
    double readoutSquares = 0;
    for (int o = 0; o < 3; o++) {
      for (int j = 0; j < 400; j++) {
        double entry = large.readout().values()[o * 400 + j] * 400;
        readoutSquares += entry * entry / 1200;
        if (j < 50) {
          assertEquals(small.readout().values()[o * 50 + j] * 50, entry, 1e-12);
        }
      }
    }
    assertEquals(3, readoutSquares, 0.5);
  }

  @Test
  void lossesAndTheirGradients() {
    double[] predictions = {1, 2, 0, -1};
    double[] targets = {0, 1, 1, 0};
    for (Loss loss :
        List.of(
            new Loss(LossKind.SQUARED, false),
            new Loss(LossKind.SQUARED, true),
            new Loss(LossKind.CROSS_ENTROPY, false),
            new Loss(LossKind.CROSS_ENTROPY, false, List.of(0.25, 1.75)),
            new Loss(LossKind.SQUARED, true, List.of(0.25, 1.75)))) {
      double[] gradients = loss.evaluate(predictions, targets, 2, 2).gradients();
      for (int i = 0; i < 4; i++) {
        double[] up = predictions.clone();
        double[] down = predictions.clone();
        up[i] += 1e-6;
        down[i] -= 1e-6;
        double slope =
            (loss.evaluate(up, targets, 2, 2).risk() - loss.evaluate(down, targets, 2, 2).risk())
                / 2e-6;
        assertEquals(gradients[i] / 2, slope, 1e-9);
      }
    }
    assertEquals(
        (1 + 1 + 1 + 1) / 4.0,
        new Loss(LossKind.SQUARED, false).evaluate(predictions, targets, 2, 2).risk());
  }

  @Test
  void aSampleHasTheWeightOfItsClass() {
    double[] predictions = {1, 2, 0, -1, 3, 5};
    double[] targets = {0, 1, 1, 0, 0, 1};
    for (LossKind kind : LossKind.values()) {
      Loss plain = new Loss(kind, false);
      double[] risks = new double[3];
      for (int i = 0; i < 3; i++) {
        double[] own = Arrays.copyOfRange(predictions, 2 * i, 2 * i + 2);
        risks[i] = plain.evaluate(own, Arrays.copyOfRange(targets, 2 * i, 2 * i + 2), 1, 2).risk();
      }
      Loss weighted = new Loss(kind, false, List.of(0.5, 4.0));
      Loss.Evaluation evaluation = weighted.evaluate(predictions, targets, 3, 2);
      assertEquals((4 * risks[0] + 0.5 * risks[1] + 4 * risks[2]) / 3, evaluation.risk(), 1e-15);
      assertEquals(0.5, weighted.smallestWeight());
      Loss ones = new Loss(kind, false, List.of(1.0, 1.0));
      assertArrayEquals(
          plain.evaluate(predictions, targets, 3, 2).gradients(),
          ones.evaluate(predictions, targets, 3, 2).gradients());
    }
  }

  @Test
  void crossEntropyOfLargePredictionsIsFinite() {
    Loss loss = new Loss(LossKind.CROSS_ENTROPY, false);
    Loss.Evaluation evaluation = loss.evaluate(new double[] {1e4, -1e4}, new double[] {0, 1}, 1, 2);
    assertEquals(2e4, evaluation.risk());
    assertArrayEquals(new double[] {1, -1}, evaluation.gradients());
  }

  @Test
  void scores() {
    double[] predictions = {0.9, 0.1, 0.4, 0.4, 0.2, 0.3};
    double[] targets = {1, 0, 0, 1, 0, 1};
    assertEquals(2.0 / 3, Score.accuracy(predictions, targets, 3, 2));
    assertEquals(1, Score.rSquared(new double[] {1, 2, 3}, new double[] {1, 2, 3}, 3, 1));
    assertEquals(0, Score.rSquared(new double[] {2, 2, 2}, new double[] {1, 2, 3}, 3, 1));
    assertTrue(Double.isNaN(Score.rSquared(new double[] {2, 2}, new double[] {2, 2}, 2, 1)));
  }

  @Test
  void softmaxIsTheGradientOfTheCrossEntropy() {
    double[] predictions = {0.3, -1.2, 2.5, 1e4, -1e4, 1e4};
    double[] probabilities = Loss.softmax(predictions, 3);
    double[] gradients =
        new Loss(LossKind.CROSS_ENTROPY, false)
            .evaluate(predictions, new double[6], 2, 3)
            .gradients();
    assertArrayEquals(gradients, probabilities);
    assertArrayEquals(new double[] {0.5, 0, 0.5}, Arrays.copyOfRange(probabilities, 3, 6));
  }

  @Test
  void positionsAreAddedToEachSite() {
    NetworkSpec plain =
        RecordCopy.with(spec(EmbeddingKind.IDENTITY, ReadoutKind.HEAD, null), "sites", List.of(3));
    NetworkSpec waves =
        RecordCopy.with(
            RecordCopy.with(plain, "positions", NetworkSpec.Positions.SINUSOIDAL),
            "positionScale",
            2.0);
    double[] features = new double[12];
    features[5] = 1;
    double[] states = Network.of(waves, 12, 1, 0).embed(features);
    for (int site = 0; site < 3; site++) {
      double[] expected = {
        Math.sin(site), Math.cos(site), Math.sin(site / 100.0), Math.cos(site / 100.0)
      };
      for (int c = 0; c < 4; c++) {
        double at = 2 * expected[c] + features[4 * site + c];
        assertEquals(at, states[4 * site + c], 1e-14, site + ", " + c);
      }
    }
    // Two rows of two sites, four channels for the row and four for the column.
    double[] plane =
        Network.of(RecordCopy.with(waves, "sites", List.of(2, 2)), 32, 1, 0).embed(new double[32]);
    assertEquals(2 * Math.sin(1), plane[2 * 8]);
    assertEquals(0, plane[2 * 8 + 4]);
    assertEquals(0, plane[8]);
    assertEquals(2 * Math.sin(1), plane[8 + 4]);
    NetworkSpec normal = RecordCopy.with(plain, "positions", NetworkSpec.Positions.GAUSSIAN);
    double[] drawn = Network.of(normal, 12, 1, 7).embed(new double[12]);
    double[] wider = Network.of(normal, 24, 1, 7).embed(new double[24]);
    assertEquals(12, Arrays.stream(drawn).distinct().count());
    assertArrayEquals(Arrays.copyOfRange(drawn, 4, 8), Arrays.copyOfRange(wider, 8, 12));
    NetworkSpec without = RecordCopy.with(normal, "sites", List.of());
    String line =
        assertThrows(UserInputException.class, () -> Network.of(without, 12, 1, 0)).getMessage();
    assertTrue(line.contains("expected network.sites"), line);
  }

  @Test
  void endsOnAGridActOnSites() {
    NetworkSpec given = spec(EmbeddingKind.PAD, ReadoutKind.TAIL, null);
    NetworkSpec grid =
        new NetworkSpec(
            given.depth(),
            given.width(),
            null,
            List.of(MapName.read("convolution")),
            null,
            given.mapOptions(),
            List.of(3),
            NetworkSpec.Pooling.MEAN,
            NetworkSpec.Positions.NONE,
            1,
            given.activation(),
            given.bias(),
            given.embedding(),
            given.readout(),
            1,
            given.depthScheme(),
            given.substeps(),
            given.loss(),
            false,
            null);
    Network network = Network.of(grid, 6, 1, 0);
    assertEquals(9, network.stateDim()); // two features and an output at each of three sites
    double[] states = network.embed(new double[] {1, 2, 3, 4, 5, 6});
    assertArrayEquals(new double[] {1, 2, 0, 3, 4, 0, 5, 6, 0}, states);
    states[2] = 3;
    states[8] = 6;
    assertArrayEquals(new double[] {3}, network.predict(states), 1e-15);
    String line =
        assertThrows(UserInputException.class, () -> Network.of(grid, 7, 1, 0)).getMessage();
    assertEquals(
        "network.sites: 3 sites do not divide the features, of which there are 7; network.pooling"
            + " needs sites of their own; set flatten",
        line);
  }
}
