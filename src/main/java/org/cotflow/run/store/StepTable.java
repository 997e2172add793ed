package org.cotflow.run.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Csv;
import org.cotflow.format.RowFile;
import org.cotflow.run.snapshot.ResumePoint;

/**
 * A table of a run that grows with its steps; the first column is the step.
 *
 * @param <R> what a row is taken from
 */
public final class StepTable<R> implements AutoCloseable {
  private final List<Column<R>> columns;
  private final RowFile file;
  private final MessageDigest digest = Sha256.digest();
  private long rowCount;

  /** A column: its name, and its cell of a row; a null or NaN cell is empty. */
  record Column<R>(String name, Function<R, ?> cell) {}

  private StepTable(List<Column<R>> columns, RowFile file) {
    this.columns = columns;
    this.file = file;
  }

  /** Makes the table hold the given rows. */
  static <R> StepTable<R> of(Location run, RunFile file, List<Column<R>> columns, List<R> rows)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of(header(columns)));
    rows.forEach(row -> lines.add(line(columns, row)));
    return started(run, file, columns, lines);
  }

  /**
   * Begins the table, or goes on with it.
   *
   * @param point where the run goes on, or null at its beginning: rows of its step and later ones
   *     are dropped, and all rows if the table has other columns
   */
  static <R> StepTable<R> open(
      Location run, RunFile file, List<Column<R>> columns, ResumePoint point) throws IOException {
    String header = header(columns);
    List<String> lines = new ArrayList<>(List.of(header));
    List<String> old = point == null ? List.of() : RowFile.lines(file.in(run));
    if (!old.isEmpty() && old.get(0).equals(header)) {
      old.stream().skip(1).filter(line -> isBefore(line, point.step())).forEach(lines::add);
    }
    return started(run, file, columns, lines);
  }

  /**
   * @param rows their digest is null where it is not known
   * @throws UserInputException if the first rows of a file are not these
   */
  static void requireRows(Location run, String table, ResumePoint.Rows rows, int step)
      throws IOException {
    List<String> lines = RowFile.lines(run.resolve(table));
    List<String> there = lines.subList(Math.min(1, lines.size()), lines.size());
    String wrong = null;
    if (there.size() < rows.count()) {
      wrong =
          "has %s rows, the snapshot of step %s was taken after %s"
              .formatted(there.size(), step, rows.count());
    } else if (rows.digest() != null
        && !rows.digest().equals(digest(there.subList(0, (int) rows.count())))) {
      wrong = "was changed before the snapshot of step %s".formatted(step);
    }
    if (wrong != null) {
      throw new UserInputException(
          "%s %s; restore it, or start another run from the snapshot with init.from=run:%s"
              .formatted(run.resolve(table), wrong, run));
    }
  }

  private static String digest(List<String> lines) {
    return Sha256.of(lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  private static <R> StepTable<R> started(
      Location run, RunFile file, List<Column<R>> columns, List<String> lines) throws IOException {
    StepTable<R> table = new StepTable<>(columns, RowFile.start(run, file.fileName(), lines));
    lines.subList(1, lines.size()).forEach(table::count);
    return table;
  }

  private void count(String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    rowCount++;
  }

  private static String header(List<? extends Column<?>> columns) {
    return Csv.line(columns.stream().map(Column::name).toList());
  }

  private static <R> String line(List<Column<R>> columns, R row) {
    List<Object> cells = new ArrayList<>();
    columns.forEach(column -> cells.add(column.cell().apply(row)));
    return Csv.line(cells);
  }

  private static boolean isBefore(String line, int step) {
    String own = line.substring(0, Math.max(0, line.indexOf(',')));
    return own.matches("\\d{1,10}") && Long.parseLong(own) < step;
  }

  public void append(R row) throws IOException {
    String line = line(columns, row);
    file.append(line);
    count(line);
  }

  /** What a snapshot remembers of the rows so far. */
  public ResumePoint.Rows rows() {
    return new ResumePoint.Rows(rowCount, digest());
  }

  /** Rows written and kept so far. */
  public long rowCount() {
    return rowCount;
  }

  /** The SHA-256 of the lines of these rows. */
  public String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of every Java can be copied", e);
    }
  }

  /** Makes the rows durable; to be called before the snapshot that counts them is committed. */
  public void persist() throws IOException {
    file.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
