package org.cotflow.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.CsvReader;

/**
 * Comma-separated files.
 *
 * <p>The first row is a header if one of its cells is neither empty nor a number; without a header
 * the columns are named by their indices. A first row that mixes text with numbers other than
 * column indices is refused: it is more likely a sample, which would be lost.
 */
record CsvSource(String origin, Opening opening) implements SampleSource {
  /** Opens the text. */
  @FunctionalInterface
  interface Opening {
    InputStream open() throws IOException;
  }

  static CsvSource of(Location file) {
    return new CsvSource(file.toString(), file::openRead);
  }

  /** A file that ships with the program. */
  static CsvSource builtIn(String name) {
    return new CsvSource(
        name,
        () -> {
          InputStream stream = CsvSource.class.getResourceAsStream(name + ".csv");
          if (stream == null) {
            throw new IOException("the built-in data " + name + " are missing in the jar");
          }
          return stream;
        });
  }

  @Override
  public RawSamples samples(DataSpec spec) {
    Table table =
        read((names, named) -> ColumnSelection.forTraining(names, spec, origin), spec, null);
    return new RawSamples(
        origin,
        table.count,
        table.selection.featureNames(),
        table.features.toArray(),
        table.target(),
        RawSamples.UNSPLIT);
  }

  @Override
  public RawSamples rows(NetworkColumns columns) {
    Table table =
        read(
            (names, named) -> ColumnSelection.forPrediction(names, named, columns, origin),
            columns.reading(),
            columns);
    return new RawSamples(
        origin,
        table.count,
        columns.features(),
        table.features.toArray(),
        table.selection.targets().length == 0 ? null : table.target(),
        RawSamples.UNSPLIT);
  }

  /**
   * @param columns of the network that predicts; null for training
   */
  private Table read(ColumnSelection.Chooser chooser, DataSpec spec, NetworkColumns columns) {
    boolean training = columns == null;
    Charset encoding = spec == null ? StandardCharsets.UTF_8 : Charset.forName(spec.encoding());
    Boolean header = spec == null ? null : spec.header();
    boolean wantsTexts = (training ? spec.task() : columns.task()) != DataSpec.Task.REGRESSION;
    try (CsvReader rows = new CsvReader(opened(), encoding, origin)) {
      List<String> first = rows.next();
      if (first == null) {
        throw new UserInputException(origin + " is empty; a row of numbers is one sample");
      }
      boolean named = header == null ? isHeader(first, rows.line(), training) : header;
      List<String> names = named ? headerNames(first) : indexNames(first.size());
      Table table = new Table(origin, chooser.choose(names, named), wantsTexts, training);
      for (List<String> row = named ? rows.next() : first; row != null; row = rows.next()) {
        table.add(row, rows.line());
      }
      if (table.count == 0) {
        throw new UserInputException(origin + " has a header but no samples");
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private InputStream opened() {
    try {
      return opening.open();
    } catch (IOException e) {
      throw new UserInputException(e.getMessage(), e);
    }
  }

  private boolean isHeader(List<String> row, long line, boolean training) {
    boolean text = row.stream().anyMatch(c -> !c.isBlank() && CellNumber.of(c).isEmpty());
    boolean index = row.stream().allMatch(c -> isIndex(c) || CellNumber.of(c).isEmpty());
    Set<String> numbers = new HashSet<>();
    boolean distinct = row.stream().filter(CsvSource::isIndex).allMatch(numbers::add);
    if (text && !(index && distinct)) {
      throw new UserInputException(
          origin
              + " line "
              + line
              + " mixes text and numbers like a sample; a first line of column names is needed"
              + " (or set data.header)");
    }
    if (training && !text && row.equals(indexNames(row.size()))) {
      throw new UserInputException(
          origin
              + " line "
              + line
              + " may hold the names of columns or a sample: set data.header = true or"
              + " data.header = false");
    }
    return text;
  }

  private static boolean isIndex(String cell) {
    return cell.strip().matches("[0-9]{1,9}");
  }

  private static List<String> headerNames(List<String> row) {
    List<String> names = new ArrayList<>();
    for (String cell : row) {
      names.add(cell.isBlank() ? "column_" + names.size() : cell.strip().replaceAll("\\s+", " "));
    }
    return names;
  }

  private static List<String> indexNames(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /** The columns read so far. */
  private static final class Table {
    private final String origin;
    private final ColumnSelection selection;
    private final DoubleList features;
    private final DoubleList targets;
    private final List<String> texts;
    private final boolean training;
    private String firstText;
    private int count;

    /**
     * @param wantsTexts a single target column may hold text
     * @param training whether each sample must have its target
     */
    Table(String origin, ColumnSelection selection, boolean wantsTexts, boolean training) {
      this.origin = origin;
      this.selection = selection;
      this.features = new DoubleList(origin);
      this.targets = new DoubleList(origin);
      this.training = training;
      this.texts = wantsTexts && selection.targets().length == 1 ? new ArrayList<>() : null;
    }

    void add(List<String> row, long line) {
      if (row.size() != selection.names().size()) {
        throw new UserInputException(
            "%s line %s has %s cells where %s are expected"
                .formatted(origin, line, row.size(), selection.names().size()));
      }
      for (int column : selection.features()) {
        features.add(number(row, column, line));
      }
      for (int column : selection.targets()) {
        if (!training && isGap(row.get(column))) {
          addGap();
        } else if (texts == null) {
          targets.add(number(row, column, line));
        } else {
          addLabel(row, column, line);
        }
      }
      count++;
    }

    private static boolean isGap(String cell) {
      return cell.isBlank() || Double.isNaN(CellNumber.of(cell).orElse(0));
    }

    private void addGap() {
      targets.add(Double.NaN);
      if (texts != null) {
        texts.add("");
      }
    }

    private void addLabel(List<String> row, int column, long line) {
      String cell = row.get(column).strip();
      if (cell.isEmpty() || CellNumber.of(cell).isPresent()) {
        targets.add(number(row, column, line));
      } else {
        targets.add(Double.NaN);
        firstText =
            firstText == null
                ? "\"" + cell.replaceAll("\\s", " ") + "\" in line " + line
                : firstText;
      }
      texts.add(cell);
    }

    private double number(List<String> row, int column, long line) {
      String cell = row.get(column);
      OptionalDouble number = CellNumber.of(cell);
      if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
        return number.getAsDouble();
      }
      String found = cell.isBlank() ? "an empty cell" : "\"" + cell.strip() + "\"";
      throw new UserInputException(
          "%s line %s, column %s: %s where a finite number is expected"
              .formatted(
                  origin, line, selection.names().get(column), found.replaceAll("\\s", " ")));
    }

    /** Of one type for a training, as the network has it for a prediction. */
    RawTarget target() {
      if (texts == null || (training && firstText == null)) {
        return new RawTarget.Numbers(
            selection.targetNames(), targets.toArray(), RawTarget.Meaning.UNSAID);
      }
      return new RawTarget.Texts(
          selection.targetNames().get(0), texts.toArray(new String[0]), firstText);
    }
  }
}
