package org.cotflow.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the tiles of the vector kernels before they are compiled: for each kind of tile a class
 * with one method per shape. All are the same loop,
 *
 * <pre>
 *   sum[row][column] = fma(vector[column], factor[row], sum[row][column]),
 * </pre>
 *
 * whose sums have names of their own, so that the compiler keeps them in registers. Kinds differ in
 * where sums start, where vectors and factors come from, and where sums go to. Short projections
 * are the exception: their vectors stay in registers, and the loop goes over whole sums.
 *
 * <p>Started as {@code java TileGenerator.java DIRECTORY}.
 */
final class TileGenerator {
  /** Up to the highest and the widest tile of any machine. */
  private static final int HIGHEST = 5;

  private static final int[] WIDTHS = {4, 2, 1};

  /** An expression for a row and a column of the tile. */
  private interface Entry {
    String of(int row, int column);
  }

  /**
   * A kind of tile.
   *
   * @param parameters of a tile's method, with their types
   * @param body of the method, for a height and a width
   */
  private record Kind(String name, String parameters, Entry body) {}

  /**
   * A loop whose sums stay in registers.
   *
   * @param places declares what is known before the loop, for a tile of some rows and columns
   * @param start the vector that a sum starts as
   * @param loop the loop's head, and what it declares first
   * @param vector a column's vector
   * @param factor the factor of a row, for a row and the height of the tile
   * @param out where a sum is stored
   */
  private record Sums(
      Entry places, Entry start, String loop, IntFunction<String> vector, Entry factor, Entry out)
      implements Entry {
    @Override
    public String of(int height, int width) {
      StringBuilder body = new StringBuilder(places.of(height, width));
      for (int r = 0; r < height; r++) {
        for (int c = 0; c < width; c++) {
          body.append(declare("s" + r + c, start.of(r, c)));
        }
      }
      body.append(loop);
      for (int c = 0; c < width; c++) {
        body.append(declare("v" + c, vector.apply(c)));
      }
      for (int r = 0; r < height; r++) {
        body.append(declare("f" + r, factor.of(r, height)));
        for (int c = 0; c < width; c++) {
          body.append("s%s%s = v%s.fma(f%s, s%s%s);\n".formatted(r, c, c, r, r, c));
        }
      }
      body.append("}\n");
      for (int c = 0; c < width; c++) {
        for (int r = 0; r < height; r++) {
          body.append("s%s%s.intoArray(out, %s);\n".formatted(r, c, out.of(r, c)));
        }
      }
      return body.toString();
    }
  }

  private TileGenerator() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0], "org", "cotflow", "kernel");
    Files.createDirectories(directory);
    List<Kind> kinds =
        List.of(
            projection(), shortProjection(), gradient(), laneSums(), product(false), product(true));
    for (Kind kind : kinds) {
      Path file = directory.resolve(kind.name + ".java");
      String text = indented(type(kind));
      // An unchanged file keeps its time, so that nothing is compiled again.
      if (!Files.exists(file) || !Files.readString(file).equals(text)) {
        Files.writeString(file, text);
      }
    }
  }

  /** Rows are rows of x, columns are vectors of particles; the loop goes over coordinates. */
  private static Kind projection() {
    return new Kind(
        "ProjectionTiles",
        "double[] values, int w0, int wGap, double[] start, int start0, int startGap, double[] x,"
            + " int x0, int d, double[] out, int out0, int outGap",
        new Sums(
            (rows, columns) -> chain("w", "wGap", columns) + chain("x", "d", rows),
            (row, column) ->
                row > 0 ? "s0" + column : load("start", "start0" + times(column, "startGap")),
            "for (int j = 0; j < d; j++) {\n",
            column -> load("values", "w" + column + " + j * LANES"),
            (row, height) -> "broadcast(SPECIES, x[x" + row + " + j])",
            (row, column) -> "out0" + times(column, "outGap") + times(row, "LANES")));
  }

  /**
   * Height is a number of coordinates, columns are vectors of particles; the loop goes over rows of
   * x. The parameters stay in registers.
   */
  private static Kind shortProjection() {
    return new Kind(
        "ShortProjectionTiles",
        "double[] values, int w0, int wGap, double[] start, int start0, int startGap, double[] x,"
            + " int x0, int rows, double[] out, int out0, int outGap",
        TileGenerator::shortProjection);
  }

  private static String shortProjection(int coordinates, int columns) {
    StringBuilder body = new StringBuilder();
    for (int j = 0; j < coordinates; j++) {
      for (int c = 0; c < columns; c++) {
        String at = "w0" + times(c, "wGap") + times(j, "LANES");
        body.append(declare("w" + j + c, load("values", at)));
      }
    }
    body.append("for (int row = 0; row < rows; row++) {\n")
        .append("int xi = x0 + row * " + coordinates + ";\n");
    for (int j = 0; j < coordinates; j++) {
      body.append(declare("f" + j, "broadcast(SPECIES, x[xi + " + j + "])"));
    }
    for (int c = 0; c < columns; c++) {
      String sum = load("start", "start0" + times(c, "startGap"));
      for (int j = 0; j < coordinates; j++) {
        sum = "w%s%s.fma(f%s, %s)".formatted(j, c, j, sum);
      }
      body.append(sum + ".intoArray(out, out0 + row * LANES" + times(c, "outGap") + ");\n");
    }
    return body.append("}\n").toString();
  }

  /** Rows are columns of x, columns are vectors of particles; the loop goes over rows of x. */
  private static Kind gradient() {
    return new Kind(
        "GradientTiles",
        "double[] a, int a0, int aGap, double[] x, int x0, int rows, double[] start, int start0,"
            + " int startStep, int startGap, double[] out, int out0, int outGap",
        new Sums(
            (rows, columns) -> chain("a", "aGap", columns),
            (row, column) ->
                load("start", "start0" + times(row, "startStep") + times(column, "startGap")),
            "for (int row = 0; row < rows; row++) {\n",
            column -> load("a", "a" + column + " + row * LANES"),
            (row, height) ->
                "broadcast(SPECIES, x[x0 + row * " + height + (row > 0 ? " + " + row : "") + "])",
            (row, column) -> "out0" + times(column, "outGap") + times(row, "LANES")));
  }

  /** Rows are rows of factors, columns are coordinates; the loop goes over panels. */
  private static Kind laneSums() {
    return new Kind(
        "LaneSumTiles",
        "double[] u, int u0, int uStep, double[] a, int a0, int aStep, int panels, double[] out,"
            + " int out0",
        new Sums(
            (rows, columns) -> "",
            (row, column) -> "DoubleVector.zero(SPECIES)",
            "for (int panel = 0; panel < panels; panel++) {\n"
                + "int ui = u0 + panel * uStep;\n"
                + "int ai = a0 + panel * aStep;\n",
            column -> load("u", "ui" + times(column, "LANES")),
            (row, height) -> load("a", "ai" + times(row, "LANES")),
            (row, column) ->
                "out0" + times(row, "MachineShape.COLUMN_BLOCK * LANES") + times(column, "LANES")));
  }

  /**
   * Rows are columns of b, columns are rows of a, vectors of lanes; the loops go over what both
   * have in common.
   *
   * @param shared whether b has one number for all lanes
   */
  private static Kind product(boolean shared) {
    IntFunction<String> factor = row -> "b" + row + " + bi";
    return new Kind(
        shared ? "SharedProductTiles" : "ProductTiles",
        "double[] a, int a0, int aRow, int aStep, int aTurn, double[] b, int b0, int bColumn, int"
            + " bStep, int bTurn, int length, int turns, double[] start, int start0, int startRow,"
            + " int startColumn, double[] out, int out0, int outRow, int outColumn",
        new Sums(
            (rows, columns) -> chain("a", "aRow", columns) + chain("b", "bColumn", rows),
            (row, column) ->
                load("start", "start0" + times(column, "startRow") + times(row, "startColumn")),
            "int aNext = aTurn - (length - 1) * aStep;\n"
                + "int bNext = bTurn - (length - 1) * bStep;\n"
                + "for (int n = 0, l = 0, ai = 0, bi = 0; n < turns * length; n++, l = l + 1 <"
                + " length ? l + 1 : 0, ai += l > 0 ? aStep : aNext, bi += l > 0 ? bStep : bNext)"
                + " {\n",
            column -> load("a", "a" + column + " + ai"),
            (row, height) ->
                shared
                    ? "broadcast(SPECIES, b[" + factor.apply(row) + "])"
                    : load("b", factor.apply(row)),
            (row, column) -> "out0" + times(column, "outRow") + times(row, "outColumn")));
  }

  private static String type(Kind kind) {
    String cases =
        IntStream.of(WIDTHS)
            .mapToObj(
                w -> "case %s -> width%s(height, %s);\n".formatted(w, w, names(kind.parameters)))
            .collect(Collectors.joining());
    StringBuilder text = new StringBuilder();
    text.append("package org.cotflow.kernel;\n\n")
        .append("import static jdk.incubator.vector.DoubleVector.broadcast;\n")
        .append("import static jdk.incubator.vector.DoubleVector.fromArray;\n")
        .append("import static org.cotflow.kernel.ParticleBlock.LANES;\n\n")
        .append("import jdk.incubator.vector.DoubleVector;\n")
        .append("import jdk.incubator.vector.VectorSpecies;\n\n")
        .append("/** Written by TileGenerator. */\nfinal class ")
        .append(kind.name)
        .append(" {\n")
        .append("private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;\n\n")
        .append("private ")
        .append(kind.name)
        .append("() {}\n\n")
        .append(switched("static", "run(int height, int width, ", kind, "width", cases));
    for (int width : WIDTHS) {
      String heights =
          IntStream.rangeClosed(1, HIGHEST)
              .mapToObj(
                  h -> "case %s -> tile%sx%s(%s);\n".formatted(h, h, width, names(kind.parameters)))
              .collect(Collectors.joining());
      String head = "width" + width + "(int height, ";
      text.append(switched("private static", head, kind, "height", heights));
    }
    for (int width : WIDTHS) {
      for (int height = 1; height <= HIGHEST; height++) {
        text.append(tile(kind, height, width));
      }
    }
    return text.append("}\n").toString();
  }

  private static String switched(
      String modifiers, String head, Kind kind, String selector, String cases) {
    return "%s void %s%s) {\nswitch (%s) {\n%s"
            .formatted(modifiers, head, kind.parameters, selector, cases)
        + "default -> throw new IllegalArgumentException(\"no tile has \" + %s);\n}\n}\n\n"
            .formatted(selector);
  }

  private static String tile(Kind kind, int height, int width) {
    return "private static void tile%sx%s(%s) {\n".formatted(height, width, kind.parameters)
        + kind.body.of(height, width)
        + "}\n\n";
  }

  /** {@code name1 = name0 + gap} and so on. */
  private static String chain(String name, String gap, int count) {
    return IntStream.range(1, count)
        .mapToObj(i -> "int %s%s = %s%s + %s;\n".formatted(name, i, name, i - 1, gap))
        .collect(Collectors.joining());
  }

  private static String declare(String name, String value) {
    return "DoubleVector " + name + " = " + value + ";\n";
  }

  private static String load(String array, String index) {
    return "fromArray(SPECIES, " + array + ", " + index + ")";
  }

  private static String times(int count, String step) {
    return count == 0 ? "" : count == 1 ? " + " + step : " + " + count + " * " + step;
  }

  private static String names(String parameters) {
    return parameters.replaceAll("(double\\[\\]|int) ", "");
  }

  private static String indented(String text) {
    StringBuilder result = new StringBuilder();
    int depth = 0;
    for (String line : text.split("\n")) {
      depth -= line.startsWith("}") ? 1 : 0;
      result.append("  ".repeat(line.isEmpty() ? 0 : depth)).append(line).append('\n');
      depth += line.endsWith("{") ? 1 : 0;
    }
    return result.toString();
  }
}
