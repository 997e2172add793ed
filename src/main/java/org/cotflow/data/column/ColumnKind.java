package org.cotflow.data.column;

/** What the cells of a column are. */
public enum ColumnKind {
  NUMBER("a finite number"),
  /** True is 1, false is 0. */
  FLAG("true or false"),
  /** Days since 1970-01-01, with a fraction for the time of day. */
  DATE("a date such as 2024-05-31"),
  /** Texts, each of them a category. */
  CATEGORY("a category");

  private final String cell;

  ColumnKind(String cell) {
    this.cell = cell;
  }

  /** One of its cells, in words. */
  public String cell() {
    return cell;
  }
}
