package org.cotflow.report.paper;

/** What a figure is written as. */
public enum FigureFormat {
  /** A drawing. */
  SVG,
  /** The same drawing with the letters it needs: {@link PdfCanvas}. */
  PDF,
  /** The same drawing in pixels: {@link PngCanvas}. */
  PNG,
  /** Its numbers: {@link FigureTable}. */
  CSV
}
