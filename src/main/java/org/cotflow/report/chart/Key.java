package org.cotflow.report.chart;

/**
 * An entry of a legend.
 *
 * @param shape what the entry shows beside its name
 */
public record Key(String name, Ink ink, Shape shape) {
  /** What a mark looks like. */
  public enum Shape {
    SOLID,
    DASHED,
    DOTTED,
    POINT,
    BAND
  }

  /** The entry of a line. */
  public static Key line(String name, Ink ink, Mark.Dash dash) {
    return new Key(name, ink, Shape.valueOf(dash.name()));
  }

  /** The entry of points. */
  public static Key point(String name, Ink ink) {
    return new Key(name, ink, Shape.POINT);
  }

  /** The entry of a band. */
  public static Key band(String name, Ink ink) {
    return new Key(name, ink, Shape.BAND);
  }
}
