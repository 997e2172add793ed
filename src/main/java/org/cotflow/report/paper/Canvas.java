package org.cotflow.report.paper;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.io.IOException;

/** What a drawing is drawn on. Coordinates and sizes are in points, from the upper left corner. */
interface Canvas {
  /**
   * A color.
   *
   * @param rgb 0xrrggbb
   * @param opacity from 0 to 1
   */
  record Paint(int rgb, double opacity) {}

  /** Draws only within an area until {@link #endClip}. */
  void clip(Rectangle2D area) throws IOException;

  void endClip() throws IOException;

  void fill(Shape shape, Paint paint) throws IOException;

  /**
   * Draws a line with flat ends and mitered joins.
   *
   * @param dashes lengths of dashes and gaps; empty for a solid line
   */
  void stroke(Shape shape, Paint paint, double width, float[] dashes) throws IOException;

  /**
   * Writes a line of text.
   *
   * @param place from the text, which begins at the origin, to the canvas
   */
  void text(String text, AffineTransform place, double size, Paint paint) throws IOException;
}
