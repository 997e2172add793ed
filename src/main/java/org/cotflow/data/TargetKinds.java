package org.cotflow.data;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.data.column.ColumnKind;

/** What the target columns of a table hold while it is read: each has cells of one kind. */
public final class TargetKinds {
  private final List<String> names;
  private final ColumnKind[] kinds;

  public TargetKinds(List<String> names) {
    this.names = names;
    this.kinds = new ColumnKind[names.size()];
  }

  /** The kind of a column's next cell must be that of the cells before; whether it is. */
  public boolean accepts(int column, ColumnKind found) {
    if (kinds[column] == null) {
      kinds[column] = found;
    }
    return kinds[column] == found;
  }

  /** The kind of the cells so far. */
  public ColumnKind of(int column) {
    return kinds[column];
  }

  /** What the numbers stand for, as far as the table says it. */
  public RawTarget.Meaning meaning() {
    return kinds.length == 1 && kinds[0] == ColumnKind.DATE
        ? RawTarget.Meaning.DAYS
        : RawTarget.Meaning.UNSAID;
  }

  /** What dates became, in words. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int column = 0; column < kinds.length; column++) {
      if (kinds[column] == ColumnKind.DATE) {
        notes.add("the target " + names.get(column) + " in days since 1970-01-01");
      }
    }
    return notes;
  }
}
