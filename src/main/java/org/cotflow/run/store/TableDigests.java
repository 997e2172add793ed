package org.cotflow.run.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;
import org.cotflow.format.CsvTable;

/**
 * The digests of the tables of a finished run or sweep, in tables.sha256 as {@code sha256sum -c}
 * reads it. A table that was cut off or changed is refused. While there is no such file, as in
 * directories of earlier versions and of runs that go on, tables are read as they are.
 */
public final class TableDigests {
  public static final String NAME = "tables.sha256";

  private TableDigests() {}

  /** Writes the digests of those tables that are there. */
  public static void write(Location directory, List<String> tables) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String table : tables) {
      Location file = directory.resolve(table);
      if (file.exists()) {
        text.append(Sha256.of(file)).append("  ").append(table).append('\n');
      }
    }
    directory.resolve(NAME).replaceText(text.toString());
  }

  /** Forgets them, because the tables are going to change. */
  public static void drop(Location directory) throws IOException {
    directory.resolve(NAME).deleteRecursively();
  }

  /**
   * A table; without columns and rows where there is none.
   *
   * @throws UserInputException if it is not what was written
   */
  public static CsvTable read(Location directory, String table) throws IOException {
    require(directory, table);
    return CsvTable.read(directory.resolve(table));
  }

  private static void require(Location directory, String table) throws IOException {
    String digests;
    try {
      digests = directory.resolve(NAME).readText();
    } catch (FileNotFoundException unknown) {
      return;
    }
    Location file = directory.resolve(table);
    String line =
        digests.lines().filter(one -> one.endsWith("  " + table)).findFirst().orElse(null);
    boolean whole = digests.isEmpty() || digests.endsWith("\n");
    if (line != null && (!file.exists() || !line.equals(Sha256.of(file) + "  " + table))) {
      throw new UserInputException(
          "%s was cut off or changed after it was written (its digest in %s differs); restore it"
              .formatted(file, NAME));
    }
    if (!whole || (line == null && file.exists() && !digests.isEmpty())) {
      throw new UserInputException(
          "%s has no digest of %s; restore it, or delete it to read the table as it is"
              .formatted(directory.resolve(NAME), table));
    }
  }
}
