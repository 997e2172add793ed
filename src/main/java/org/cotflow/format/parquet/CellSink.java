package org.cotflow.format.parquet;

/** Takes the cells of a column, one row after the other. */
public interface CellSink {
  /** Of a column that is not needed. */
  CellSink NONE =
      new CellSink() {
        @Override
        public void number(double value) {}

        @Override
        public void integer(String digits, double value) {}

        @Override
        public void flag(boolean value) {}

        @Override
        public void days(double days) {}

        @Override
        public void text(String text) {}

        @Override
        public void missing(String found) {}

        @Override
        public void wrong(String found, int back) {}
      };

  /** A number, also one that is not finite. */
  void number(double value);

  /** An integer from 2^53 on, of which the number may be rounded. */
  void integer(String digits, double value);

  void flag(boolean value);

  /** A date or a moment as days since 1970-01-01T00:00Z. */
  void days(double days);

  void text(String text);

  /**
   * A cell without a value.
   *
   * @param found the cell in words
   */
  void missing(String found);

  /**
   * A cell that has no meaning in its column.
   *
   * @param found the cell in words
   * @param back 0 for the next cell, 1 for the one given last
   */
  void wrong(String found, int back);
}
