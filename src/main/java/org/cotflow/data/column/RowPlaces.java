package org.cotflow.data.column;

import java.util.ArrayList;
import java.util.List;

/** Where each row of a table stands in the files that it was read from, for messages. */
public final class RowPlaces {
  private final List<Run> runs = new ArrayList<>();

  /** Rows from {@code first} on stand one after the other. */
  private record Run(int first, String file, String unit, long number) {
    long numberOf(int row) {
      return number + (row - first);
    }
  }

  /** The rows of one file, numbered by the given first number. */
  public static RowPlaces of(String file, String unit, long firstNumber) {
    RowPlaces places = new RowPlaces();
    places.add(0, file, unit, firstNumber);
    return places;
  }

  /**
   * Says where a row stands; rows after it follow it unless they are added too.
   *
   * @param row not less than in the call before
   * @param unit what is counted, such as "line"
   */
  public void add(int row, String file, String unit, long number) {
    if (!runs.isEmpty()) {
      Run last = runs.get(runs.size() - 1);
      if (last.numberOf(row) == number && last.file.equals(file) && last.unit.equals(unit)) {
        return;
      }
    }
    runs.add(new Run(row, file, unit, number));
  }

  /** The place of a row, as in "people.csv line 7". */
  public String of(int row) {
    Run run = run(row);
    return run.file + " " + run.unit + " " + run.numberOf(row);
  }

  private Run run(int row) {
    int low = 0;
    int high = runs.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs.get(middle).first <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return runs.get(low);
  }

  /** The places of some of the rows, in ascending order. */
  RowPlaces only(int[] rows) {
    RowPlaces places = new RowPlaces();
    for (int i = 0; i < rows.length; i++) {
      Run run = run(rows[i]);
      places.add(i, run.file, run.unit, run.numberOf(rows[i]));
    }
    return places;
  }
}
