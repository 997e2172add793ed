package org.cotflow.report.paper;

/** What a figure is written as. */
public enum FigureFormat {
  /** A drawing. */
  SVG,
  /** Its numbers: {@link FigureTable}. */
  CSV
}
