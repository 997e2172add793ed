package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.data.ClassLabels;
import org.cotflow.data.DataSpec.Task;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.PreparedData;
import org.cotflow.data.RawTarget;
import org.cotflow.data.Specs;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzSourceTest {
  private static final NpyArray X =
      new NpyArray(new int[] {4, 2}, new double[] {1, 2, 3, 4, 5, 6, 7, 8});

  @TempDir Path temporary;

  private String npz(Map<String, NpyArray> arrays) throws IOException {
    Path file = temporary.resolve("data.npz");
    try (NpzWriter writer = NpzWriter.create(Locations.of(file.toString()))) {
      for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
        writer.write(array.getKey(), array.getValue());
      }
    }
    return "npz:" + file;
  }

  private static NpyArray array(int rows, int columns, double... values) {
    return new NpyArray(new int[] {rows, columns}, values);
  }

  @Test
  void floatsAreRegressionTargets() throws IOException {
    PreparedData data =
        DataSources.prepare(
            Specs.split(npz(Map.of("X", X, "Y", NpyArray.vector(0, 1, 0, 1))), 0.0, 0));
    assertFalse(data.isClassification());
    assertEquals(List.of("y"), data.targetNames());
    assertEquals(List.of("x0", "x1"), data.featureNames());
    assertArrayEquals(X.values(), data.train().features());
    NpyArray two = array(4, 2, 0.5, 1, 2, 3, 4, 5, 6, 7);
    PreparedData wide = DataSources.prepare(Specs.split(npz(Map.of("X", X, "Y", two)), 0.0, 0));
    assertEquals(List.of("y0", "y1"), wide.targetNames());
    assertArrayEquals(two.values(), wide.train().targets());
  }

  @Test
  void theFilesOwnTestPartIsKept() throws IOException {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("X", X);
    arrays.put("Y", NpyArray.vector(0, 1, 0, 1));
    arrays.put("X_test", array(1, 2, 9, 10));
    arrays.put("Y_test", NpyArray.vector(7));
    PreparedData data = DataSources.prepare(Specs.task(npz(arrays), Task.CLASSIFICATION));
    assertEquals(4, data.train().count());
    assertArrayEquals(new double[] {9, 10}, data.test().features());
    assertEquals(List.of("0", "1", "7"), data.classNames());
    assertArrayEquals(new double[] {0, 0, 1}, data.test().targets());
    arrays.remove("Y_test");
    assertSaid(arrays, "has X_test but no Y_test");
    arrays.put("Y_test", array(1, 2, 1, 2));
    assertSaid(arrays, "Y_test must have the type and columns of Y");
    arrays.put("Y_test", NpyArray.vector(1));
    arrays.put("X_test", array(1, 3, 1, 2, 3));
    assertSaid(arrays, "X_test has the shape (1, 3) where (N, 2) like X is expected");
  }

  @Test
  void saysWhichArrayIsWrong() throws IOException {
    NpyArray y = NpyArray.vector(1, 2, 3, 4.5);
    assertSaid(Map.of("Y", y), "has no array X");
    assertSaid(Map.of("X", X), "has no array Y");
    assertSaid(Map.of("X", y, "Y", y), "X has the shape (4) where (samples, features)");
    assertSaid(Map.of("X", X, "Y", NpyArray.vector(1, 2)), "Y has the shape (2) where (4,) or");
    assertSaid(Map.of("X", X, "Y", NpyArray.scalar(1)), "Y has the shape ()");
    assertSaid(
        Map.of("X", array(2, 2, 1, 2, Double.NaN, 4), "Y", NpyArray.vector(1, 2)),
        "X[1, 0] is NaN");
    assertSaid(
        Map.of("X", X, "Y", NpyArray.vector(1, 2, Double.POSITIVE_INFINITY, 4)),
        "Y[2] is Infinity");
    assertSaid(Map.of("X", array(0, 2), "Y", NpyArray.vector()), "X has no rows");
  }

  private void assertSaid(Map<String, NpyArray> arrays, String expected) throws IOException {
    String source = npz(arrays);
    String message =
        assertThrows(UserInputException.class, () -> DataSources.prepare(Specs.of(source)))
            .getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith(source.substring("npz:".length())), message);
  }

  @Test
  void wholeNumbersAndTextAreLabels() throws IOException {
    RawTarget labels =
        new RawTarget.Numbers(List.of("y"), new double[] {40, 7, 99}, RawTarget.Meaning.LABELS);
    ClassLabels classes = ClassLabels.of(labels, "f");
    assertEquals(List.of("7", "40", "99"), classes.names());
    assertArrayEquals(new int[] {1, 0, 2}, classes.classes());
    RawTarget texts = new RawTarget.Texts("y", new String[] {"10", "9", "10"}, "");
    assertEquals(List.of("9", "10"), ClassLabels.of(texts, "f").names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels-int.npz", "labels-text.npz"})
  void labelsOfNumpyAreClasses(String fixture) throws IOException {
    Path copy = temporary.resolve(fixture);
    try (InputStream in = Specs.class.getResourceAsStream(fixture)) {
      Files.copy(in, copy);
    }
    PreparedData data = DataSources.prepare(Specs.of("npz:" + copy));
    assertEquals(
        fixture.contains("int") ? List.of("-3", "5") : List.of("no", "yes"), data.classNames());
    assertArrayEquals(new double[] {0, 1, 0, 1, 1, 0}, data.train().targets());
    assertArrayEquals(new double[] {1, 0}, data.test().targets());
    assertArrayEquals(new double[] {7, 8}, data.test().features());
  }

  @Test
  void predictionReadsX() throws IOException {
    String source = npz(Map.of("X", X));
    FeatureRows rows = DataSources.featuresOnly(source, List.of("p", "q"));
    assertEquals(4, rows.count());
    assertArrayEquals(X.values(), rows.values());
    assertThrows(UserInputException.class, () -> DataSources.featuresOnly(source, List.of("p")));
  }

  @Test
  void namedColumnsAreRefused() throws IOException {
    String source = npz(Map.of("X", X, "Y", NpyArray.vector(1, 2, 3, 4)));
    assertThrows(
        UserInputException.class,
        () -> DataSources.prepare(Specs.columns(source, List.of("y"), List.of())));
  }

  @Test
  void otherNamesOfTheArraysAreKnown() throws IOException {
    NpyArray y = NpyArray.vector(0.5, 1, 2, 3);
    for (String[] names :
        List.of(
            new String[] {"x", "y", "x_test", "y_test"},
            new String[] {"X_train", "Y_train", "X_test", "Y_test"},
            new String[] {"x_train", "y_train", "x_test", "y_test"})) {
      String source = npz(Map.of(names[0], X, names[1], y, names[2], X, names[3], y));
      PreparedData data = DataSources.prepare(Specs.split(source, 0.0, 0));
      assertEquals(4, data.train().count());
      assertEquals(4, data.test().count());
      assertEquals(4, DataSources.featuresOnly(source, List.of("x0", "x1")).count());
    }
    assertSaid(Map.of("X", X, "x_train", X, "Y", y), "has both X and x_train; keep one of them");
    assertSaid(Map.of("x", X, "y", y, "y_test", y), "Y_test but no X_test");
  }

  @Test
  void imagesAreFlattenedAndThisIsSaid() throws IOException {
    double[] pixels = new double[24];
    java.util.Arrays.setAll(pixels, i -> i);
    NpyArray images = new NpyArray(new int[] {4, 2, 3}, pixels);
    String source = npz(Map.of("X", images, "Y", NpyArray.vector(0.5, 1, 2, 3)));
    PreparedData data = DataSources.prepare(Specs.split(source, 0.0, 0));
    assertEquals(6, data.train().inputDim());
    assertArrayEquals(pixels, data.train().features());
    assertEquals(List.of("X of shape (4, 2, 3) is read as 6 features, in C order"), data.notes());
    assertEquals(List.of(), DataSources.prepare(Specs.of("moons")).notes());
  }

  @Test
  void aDirectoryOfNpyFilesIsRead() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("arrays"));
    Path archive = Path.of(npz(Map.of("X", X, "Y", NpyArray.vector(1, 2, 3, 4))).substring(4));
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile())) {
      for (String name : List.of("X.npy", "Y.npy")) {
        Files.copy(zip.getInputStream(zip.getEntry(name)), folder.resolve(name));
      }
    }
    PreparedData data = DataSources.prepare(Specs.split("npz:" + folder, 0.0, 0));
    assertArrayEquals(X.values(), data.train().features());
    assertArrayEquals(new double[] {1, 2, 3, 4}, data.train().targets());
  }

  /** Files as MNIST comes: train-images-idx3-ubyte and three more, packed or not. */
  @Test
  void aDirectoryOfIdxFilesIsRead() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("mnist"));
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, (byte) 255, 4};
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 7, 3};
    Files.write(folder.resolve("train-images-idx3-ubyte"), images);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels);
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels);
    try (java.io.OutputStream out =
        new java.util.zip.GZIPOutputStream(
            Files.newOutputStream(folder.resolve("t10k-images-idx3-ubyte.gz")))) {
      out.write(images);
    }
    PreparedData data = DataSources.prepare(Specs.split("npz:" + folder, 0.5, 0));
    assertArrayEquals(new double[] {1, 2, 255, 4}, data.train().features());
    assertArrayEquals(data.train().features(), data.test().features());
    assertEquals(List.of("3", "7"), data.classNames());
    assertArrayEquals(new double[] {0, 1, 1, 0}, data.train().targets());
    assertEquals(
        List.of(
            "X of shape (2, 1, 2) is read as 2 features, in C order",
            "data.task = classification is assumed: the target y holds 2 different whole numbers"),
        data.notes());
    for (int length = 0; length < images.length; length++) {
      Files.write(
          folder.resolve("train-images-idx3-ubyte"), java.util.Arrays.copyOf(images, length));
      String message =
          assertThrows(
                  UserInputException.class,
                  () -> DataSources.prepare(Specs.split("npz:" + folder, 0.5, 0)))
              .getMessage();
      assertTrue(message.contains("train-images-idx3-ubyte is "), message);
      assertEquals(1, message.lines().count());
    }
  }

  /** Labels of shape (N, 1) would become a regression without a word. */
  @Test
  void aColumnOfIntegersNeedsATask() throws IOException {
    RawTarget.Numbers column =
        new RawTarget.Numbers(List.of("y"), new double[] {0x1p53, 1}, RawTarget.Meaning.LABELS);
    String message =
        assertThrows(UserInputException.class, () -> ClassLabels.of(column, "f")).getMessage();
    assertTrue(message.contains("from 2^53 on neighboring integers are one number"), message);
    Path file = temporary.resolve("column.npz");
    try (java.io.OutputStream out = Files.newOutputStream(file);
        java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(out)) {
      zip.putNextEntry(new java.util.zip.ZipEntry("X.npy"));
      zip.write(npy("<f8", "(2, 1)", new byte[16]));
      zip.putNextEntry(new java.util.zip.ZipEntry("Y.npy"));
      zip.write(npy("|i1", "(2, 1)", new byte[] {0, 1}));
    }
    message =
        assertThrows(
                UserInputException.class,
                () -> DataSources.prepare(Specs.split("npz:" + file, 0.0, 0)))
            .getMessage();
    assertTrue(message.contains("set data.task = classification if they are labels"), message);
    assertTrue(
        DataSources.prepare(Specs.task("npz:" + file, Task.CLASSIFICATION)).isClassification());
    assertFalse(DataSources.prepare(Specs.task("npz:" + file, Task.REGRESSION)).isClassification());
  }

  private static byte[] npy(String type, String shape, byte[] data) throws IOException {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + "}\n";
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.write(header.length());
    bytes.write(0);
    bytes.write(header.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    bytes.write(data);
    return bytes.toByteArray();
  }
}
