package org.cotflow.report.chart;

/**
 * An entry of a legend.
 *
 * @param shape what the entry shows beside its name
 * @param marker of a point, or on a line; null for none
 */
public record LegendKey(String name, Ink ink, Shape shape, Mark.Marker marker) {
  /** What a mark looks like. */
  public enum Shape {
    SOLID,
    DASHED,
    DOTTED,
    POINT,
    AREA
  }

  /** The entry of a line. */
  public static LegendKey line(String name, Ink ink, Mark.Dash dash) {
    return new LegendKey(name, ink, Shape.valueOf(dash.name()), null);
  }

  /** The entry of points. */
  public static LegendKey point(String name, Ink ink) {
    return new LegendKey(name, ink, Shape.POINT, Mark.Marker.CIRCLE);
  }

  /** The entry of an area. */
  public static LegendKey area(String name, Ink ink) {
    return new LegendKey(name, ink, Shape.AREA, null);
  }

  /** The same entry with a marker. */
  public LegendKey with(Mark.Marker other) {
    return new LegendKey(name, ink, shape, other);
  }
}
