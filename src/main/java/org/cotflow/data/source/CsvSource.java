package org.cotflow.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.data.CellNumber;
import org.cotflow.data.ColumnSelection;
import org.cotflow.data.DataSpec;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;
import org.cotflow.data.TargetKinds;
import org.cotflow.data.column.CellRemarks;
import org.cotflow.data.column.CellRule;
import org.cotflow.data.column.CellTime;
import org.cotflow.data.column.ColumnBuilder;
import org.cotflow.data.column.ColumnKind;
import org.cotflow.data.column.DoubleList;
import org.cotflow.data.column.TableBuilder;
import org.cotflow.format.CsvDialect;
import org.cotflow.format.CsvReader;
import org.cotflow.format.DataFile;
import org.cotflow.format.Separators;

/**
 * Files of separated cells: one file, or parts whose columns are matched by their names.
 *
 * <p>The first row is a header if one of its cells is neither empty nor a number; without a header
 * the columns are named by their indices. A first row that mixes text with numbers other than
 * column indices is refused: it is more likely a sample, which would be lost.
 */
record CsvSource(String origin, Opening opening) implements SampleSource {
  /** Finds the files. */
  @FunctionalInterface
  interface Opening {
    List<Part> parts() throws IOException;
  }

  /**
   * A file.
   *
   * @param partition columns that stand before those of the file
   */
  record Part(String origin, Map<String, String> partition, Bytes bytes) {}

  /** Opens the text. */
  @FunctionalInterface
  interface Bytes {
    InputStream open() throws IOException;
  }

  static CsvSource of(String path) {
    return new CsvSource(
        path,
        () ->
            DataFile.of(path).stream()
                .map(
                    file ->
                        new Part(
                            file.location().toString(),
                            file.partition(),
                            file.location()::openRead))
                .toList());
  }

  /** A file that ships with the program. */
  static CsvSource builtIn(String name) {
    Bytes bytes =
        () -> {
          InputStream stream =
              CsvSource.class.getResourceAsStream("/org/cotflow/data/" + name + ".csv");
          if (stream == null) {
            throw new IOException("the built-in data " + name + " are missing in the jar");
          }
          return stream;
        };
    return new CsvSource(name, () -> List.of(new Part(name, Map.of(), bytes)));
  }

  @Override
  public RawSamples samples(DataSpec spec) {
    Table table =
        read((names, named) -> ColumnSelection.forTraining(names, spec, origin), spec, null);
    return new RawSamples(
        origin,
        table.features.finished(table.count),
        table.target(),
        RawSamples.UNSPLIT,
        table.allNotes());
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
        table.features.finished(table.count),
        table.selection.targets().length == 0 ? null : table.target(),
        RawSamples.UNSPLIT,
        table.cellNotes());
  }

  /**
   * @param columns of the network that predicts; null for training
   */
  private Table read(ColumnSelection.Chooser chooser, DataSpec spec, NetworkColumns columns) {
    try {
      Table table = new Table(chooser, spec, columns);
      List<Part> parts = opening.parts();
      for (Part part : parts) {
        readPart(part, table);
      }
      if (parts.isEmpty()) {
        throw new UserInputException(origin + " is a directory without files of data");
      }
      if (table.selection == null) {
        throw new UserInputException(origin + " is empty; a row of numbers is one sample");
      }
      if (table.count == 0) {
        throw new UserInputException(origin + " has a header but no samples");
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static void readPart(Part part, Table table) throws IOException {
    try (CsvReader rows = new CsvReader(opened(part), table.dialect, part.origin)) {
      List<String> first = rows.next();
      if (first == null) {
        return;
      }
      boolean named = table.begin(part, first, rows);
      for (List<String> row = named ? rows.next() : first; row != null; row = rows.next()) {
        table.add(row, rows.line());
      }
    }
  }

  private static InputStream opened(Part part) {
    try {
      return part.bytes.open();
    } catch (IOException e) {
      throw new UserInputException(e.getMessage(), e);
    }
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
    private final ColumnSelection.Chooser chooser;
    private final boolean training;
    private final Boolean header;
    private final DataSpec.Task task;
    private final List<String> notes = new ArrayList<>();
    private CsvDialect dialect;

    /** Made by the first part, and held to by the others. */
    private ColumnSelection selection;

    private boolean named;
    private TableBuilder features;
    private DoubleList targets;
    private TargetKinds kinds;
    private final CellRemarks targetRemarks = new CellRemarks();
    private List<String> texts;
    private String firstText;
    private int count;

    private Part part;
    private List<String> partition;
    private int width;
    private int[] featureCells;
    private int[] targetCells;

    Table(ColumnSelection.Chooser chooser, DataSpec spec, NetworkColumns columns) {
      this.chooser = chooser;
      this.training = columns == null;
      this.header = spec == null ? null : spec.header();
      this.task = columns == null ? spec.task() : columns.task();
      this.dialect = spec == null ? CsvDialect.USUAL : spec.dialect();
    }

    /**
     * Begins a part.
     *
     * @return whether its first row is the header
     */
    boolean begin(Part begun, List<String> first, CsvReader rows) {
      part = begun;
      partition = new ArrayList<>(begun.partition.values());
      boolean namedHere = header == null ? isHeader(first, rows.line()) : header;
      List<String> names = new ArrayList<>(begun.partition.keySet());
      names.addAll(namedHere ? headerNames(first) : indexNames(first.size()));
      width = first.size();
      if (selection == null) {
        named = namedHere;
        choose(names, rows.separator());
      } else if (named != namedHere) {
        throw new UserInputException(
            "%s begins with %s, and the parts before it with %s; set data.header if that is not so"
                .formatted(part.origin, header(namedHere), header(named)));
      }
      if (!named && names.size() != selection.names().size()) {
        throw wrongSize(rows.line(), width);
      }
      featureCells = cells(names, selection.featureNames());
      targetCells = cells(names, selection.targetNames());
      return namedHere;
    }

    private static String header(boolean named) {
      return named ? "names of columns" : "a sample";
    }

    private void choose(List<String> names, char separator) {
      selection = chooser.choose(names, named);
      if (dialect.separator() == CsvDialect.UNKNOWN && separator != ',') {
        notes.add(
            "data.separator = %s is assumed: it cuts the first rows into %s cells each"
                .formatted(Separators.word(separator), width));
      }
      if (!partition.isEmpty()) {
        notes.add(
            "the directories' names are read as the columns "
                + String.join(", ", part.partition.keySet()));
      }
      dialect = dialect.withSeparator(separator);
      features = selection.table(part.origin);
      targets = new DoubleList(part.origin);
      kinds = new TargetKinds(selection.targetNames());
      boolean wantsTexts = task != DataSpec.Task.REGRESSION;
      texts = wantsTexts && selection.targets().length == 1 ? new ArrayList<>() : null;
    }

    /** Where columns stand in this part. */
    private int[] cells(List<String> names, List<String> wanted) {
      int[] cells = wanted.stream().mapToInt(names::indexOf).toArray();
      for (int i = 0; i < cells.length; i++) {
        if (cells[i] < 0 || names.lastIndexOf(wanted.get(i)) != cells[i]) {
          throw new UserInputException(
              "%s has other columns than the parts before it: %s %s"
                  .formatted(
                      part.origin, cells[i] < 0 ? "it has no" : "two are named", wanted.get(i)));
        }
      }
      return cells;
    }

    private boolean isHeader(List<String> row, long line) {
      char decimal = dialect.decimal();
      for (String cell : row) {
        if (CellNumber.hasOtherMark(cell, decimal)) {
          throw new UserInputException(
              ("%s line %s: \"%s\" is a number with %s; set that, or data.header if it is the"
                      + " name of a column")
                  .formatted(part.origin, line, cell.strip(), markAdvice(decimal)));
        }
      }
      boolean text =
          row.stream().anyMatch(c -> !c.isBlank() && CellNumber.of(c, decimal).isEmpty());
      boolean index = row.stream().allMatch(c -> isIndex(c) || CellNumber.of(c, decimal).isEmpty());
      Set<String> numbers = new HashSet<>();
      boolean distinct = row.stream().filter(CsvSource::isIndex).allMatch(numbers::add);
      if (text && !(index && distinct)) {
        throw new UserInputException(
            part.origin
                + " line "
                + line
                + " mixes text and numbers like a sample; a first line of column names is needed"
                + " (or set data.header)");
      }
      if (training && selection == null && !text && countsUp(row, decimal)) {
        throw new UserInputException(
            part.origin
                + " line "
                + line
                + " may hold the names of columns or a sample: set data.header = true or"
                + " data.header = false");
      }
      return text;
    }

    /** Whether a row of numbers looks like the indices of columns: 0, 1, or any three in a row. */
    private static boolean countsUp(List<String> row, char decimal) {
      double first = CellNumber.of(row.get(0), decimal).orElse(Double.NaN);
      for (int i = 0; i < row.size(); i++) {
        if (CellNumber.of(row.get(i), decimal).orElse(Double.NaN) != first + i) {
          return false;
        }
      }
      return first == Math.rint(first) && (row.size() > 2 || first == 0);
    }

    void add(List<String> cells, long line) {
      if (cells.size() != width) {
        throw wrongSize(line, cells.size());
      }
      List<String> row = cells;
      if (!partition.isEmpty()) {
        row = new ArrayList<>(partition);
        row.addAll(cells);
      }
      features.places().add(count, part.origin, "line", line);
      for (int j = 0; j < featureCells.length; j++) {
        addFeature(features.column(j), stripped(row.get(featureCells[j])));
      }
      for (int j = 0; j < targetCells.length; j++) {
        addTarget(j, stripped(row.get(targetCells[j])), line);
      }
      count++;
    }

    private static String stripped(String cell) {
      return cell == null ? "" : cell.strip();
    }

    private void addFeature(ColumnBuilder column, String cell) {
      OptionalDouble number =
          column.isText() ? OptionalDouble.empty() : CellNumber.of(cell, dialect.decimal());
      if (column.isMissing(cell) || isNaN(number)) {
        column.missing(found(cell));
      } else if (isFinite(number)) {
        column.number(cell, number.getAsDouble());
      } else if (column.isText()
          || number.isEmpty() && !CellNumber.hasOtherMark(cell, dialect.decimal())) {
        column.text(cell);
      } else {
        throw column.unfit(found(cell), otherMarkAdvice(cell));
      }
    }

    private static boolean isNaN(OptionalDouble number) {
      return number.isPresent() && Double.isNaN(number.getAsDouble());
    }

    private static boolean isFinite(OptionalDouble number) {
      return number.isPresent() && Double.isFinite(number.getAsDouble());
    }

    private static String found(String cell) {
      return cell.isEmpty() ? "an empty cell" : "\"" + cell.replaceAll("\\s", " ") + "\"";
    }

    private void addTarget(int target, String cell, long line) {
      OptionalDouble number = CellNumber.of(cell, dialect.decimal());
      boolean missing = features.isMissing(cell) || isNaN(number);
      boolean otherMark = task == null && CellNumber.hasOtherMark(cell, dialect.decimal());
      boolean label = texts != null && !missing && !otherMark && number.isEmpty();
      CellRule rule = selection.targetRules().get(target);
      boolean dates = texts == null && number.isEmpty();
      OptionalDouble days = dates ? CellTime.days(cell) : OptionalDouble.empty();
      ColumnKind kind = days.isPresent() ? ColumnKind.DATE : ColumnKind.NUMBER;
      OptionalDouble value = days.isPresent() ? days : number;
      boolean fits = missing ? rule.gaps() : label || isFinite(value);
      if (!fits || !missing && !label && !kinds.accepts(target, kind)) {
        throw ColumnBuilder.unfit(
            features.places().of(count),
            selection.targetNames().get(target),
            found(cell),
            fits ? kinds.of(target) : ColumnKind.NUMBER,
            missing ? rule.gapAdvice() : otherMarkAdvice(cell));
      }
      if (!missing && number.isPresent()) {
        String name = selection.targetNames().get(target);
        targetRemarks.look(name, cell, number.getAsDouble(), () -> features.places().of(count));
      }
      targets.add(missing || label ? Double.NaN : value.getAsDouble());
      if (texts != null) {
        texts.add(missing ? null : cell);
      }
      if (label && firstText == null) {
        firstText = found(cell) + " in line " + line;
      }
    }

    private UserInputException wrongSize(long line, int cells) {
      int expected = selection.names().size() - partition.size();
      return new UserInputException(
          "%s line %s has %s cells where %s are expected"
              .formatted(part.origin, line, cells, named ? width : expected));
    }

    /** What is said about a cell that is a number with the other decimal mark. */
    private String otherMarkAdvice(String cell) {
      char decimal = dialect.decimal();
      if (!CellNumber.hasOtherMark(cell, decimal)) {
        return "";
      }
      String advice = "it is one with " + markAdvice(decimal);
      if (!cell.matches("[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}")) {
        return advice;
      }
      double number = CellNumber.of(cell, decimal == '.' ? ',' : '.').orElseThrow();
      return "%s, which makes it %s; if it is %s, write it without separators of thousands"
          .formatted(advice, ShortestDouble.of(number), cell.replaceAll("[.,]", ""));
    }

    private static String markAdvice(char decimal) {
      return decimal == '.' ? "data.decimal = comma" : "data.decimal = point";
    }

    private List<String> allNotes() {
      List<String> all = new ArrayList<>(notes);
      all.addAll(cellNotes());
      return all;
    }

    /** What is to be said about the cells, also in a prediction. */
    private List<String> cellNotes() {
      List<String> said = new ArrayList<>(features.remarks().notes());
      said.addAll(hasNumbers() ? targetRemarks.notes() : List.of());
      said.addAll(kinds.notes());
      return said;
    }

    /** Whether the target is no text: of one type for a training, as the network has it after. */
    private boolean hasNumbers() {
      return texts == null || training && firstText == null;
    }

    RawTarget target() {
      if (hasNumbers()) {
        return new RawTarget.Numbers(selection.targetNames(), targets.toArray(), kinds.meaning());
      }
      return new RawTarget.Texts(
          selection.targetNames().get(0), texts.toArray(new String[0]), firstText);
    }
  }
}
