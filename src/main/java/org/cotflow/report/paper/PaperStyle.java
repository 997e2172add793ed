package org.cotflow.report.paper;

import org.cotflow.base.UserInputException;

/**
 * How large a figure is on paper.
 *
 * @param width in millimeters: a column is 85 in most journals, a page about 175
 * @param fontSize of axis titles in points
 */
public record PaperStyle(double width, double fontSize) {
  private static final double POINTS_PER_MILLIMETER = 72 / 25.4;

  public PaperStyle {
    if (!(width >= 30 && width <= 1000)) {
      throw new UserInputException(
          "--width " + width + ": expected millimeters from 30 to 1000, such as 85 for a column");
    }
    if (!(fontSize >= 4 && fontSize <= 40)) {
      throw new UserInputException(
          "--font-size " + fontSize + ": expected points from 4 to 40, such as 8");
    }
  }

  /** A column of a journal. */
  public static final PaperStyle COLUMN = new PaperStyle(85, 8);

  double points() {
    return width * POINTS_PER_MILLIMETER;
  }
}
