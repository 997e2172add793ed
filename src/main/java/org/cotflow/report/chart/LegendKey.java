package org.cotflow.report.chart;

/**
 * An entry of a legend.
 *
 * @param shape what the entry shows beside its name
 */
public record LegendKey(String name, Ink ink, Shape shape) {
  /** What a mark looks like. */
  public enum Shape {
    SOLID,
    DASHED,
    DOTTED,
    POINT
  }

  /** The entry of a line. */
  public static LegendKey line(String name, Ink ink, Mark.Dash dash) {
    return new LegendKey(name, ink, Shape.valueOf(dash.name()));
  }

  /** The entry of points. */
  public static LegendKey point(String name, Ink ink) {
    return new LegendKey(name, ink, Shape.POINT);
  }
}
