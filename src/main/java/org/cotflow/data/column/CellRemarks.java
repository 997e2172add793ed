package org.cotflow.data.column;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Finds numbers that are not what their cells show, and says so in one line for each column. */
public final class CellRemarks {
  private static final double LARGEST_INTEGER = 0x1p53;
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+([.,]0*)?");

  private static final String ROUNDED = "%s: %s cells are rounded to 64-bit numbers";
  private static final String ZEROS = "%s: %s cells are read as numbers, without leading zeros";

  private final Map<String, List<Remark>> remarks = new LinkedHashMap<>();

  private static final class Remark {
    private final String what;
    private final String first;
    private long count;

    Remark(String what, String first) {
      this.what = what;
      this.first = first;
    }
  }

  /**
   * Looks at a cell that is read as a number: an integer beyond 2^53 or a number below the smallest
   * may be rounded, and 007 loses its zeros.
   *
   * @param cell as it is written
   * @param place where it stands
   */
  public void look(String column, String cell, double value, Supplier<String> place) {
    if (isRounded(cell, value)) {
      add(ROUNDED, column, cell, place);
    } else if (hasLeadingZero(cell)) {
      add(ZEROS, column, cell, place);
    }
  }

  private void add(String what, String column, String cell, Supplier<String> place) {
    List<Remark> own = remarks.computeIfAbsent(column, name -> new ArrayList<>());
    Remark remark = own.stream().filter(one -> one.what.equals(what)).findFirst().orElse(null);
    if (remark == null) {
      remark = new Remark(what, "%s in %s".formatted(cell, place.get()));
      own.add(remark);
    }
    remark.count++;
  }

  private static boolean isRounded(String cell, double value) {
    if (Math.abs(value) >= LARGEST_INTEGER) {
      return WHOLE.matcher(cell).matches()
          && new BigDecimal(cell.replace(',', '.')).compareTo(new BigDecimal(value)) != 0;
    }
    return Math.abs(value) < Double.MIN_NORMAL && hasDigits(cell);
  }

  /** Whether a number is written with another digit than 0 before its exponent. */
  private static boolean hasDigits(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c >= '1' && c <= '9') {
        return true;
      }
      if (c == 'e' || c == 'E') {
        return false;
      }
    }
    return false;
  }

  private static boolean hasLeadingZero(String cell) {
    int first = cell.startsWith("-") || cell.startsWith("+") ? 1 : 0;
    return cell.length() > first + 1
        && cell.charAt(first) == '0'
        && Character.isDigit(cell.charAt(first + 1));
  }

  /** What is to be said, a line for each column and reason. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    remarks.forEach(
        (column, own) ->
            own.forEach(
                remark ->
                    notes.add(
                        remark.what.formatted(column, remark.count) + ", first " + remark.first)));
    return notes;
  }
}
