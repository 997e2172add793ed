package org.cotflow.report.chart;

import java.util.List;

/**
 * An axis.
 *
 * @param label what it shows, with its unit
 * @param low where it begins; null for what the marks need
 * @param high where it ends; null likewise
 * @param categories the places of an axis of categories in order; empty otherwise
 * @param ticks where ticks are wanted, ascending; empty for round numbers
 */
public record PlotAxis(
    String label,
    Scale scale,
    Double low,
    Double high,
    List<String> categories,
    List<Double> ticks) {
  /**
   * The largest absolute value that has a place, and the inverse of the least one on a logarithmic
   * axis: room for margins is left before numbers end, for runs that diverge.
   */
  private static final double LARGEST = 1e280;

  /** How values become places. */
  public enum Scale {
    LINEAR,
    /** Linear, with ticks at integers alone. */
    INTEGERS,
    /** Values that are not positive have no place and are left out. */
    LOGARITHMIC,
    CATEGORIES
  }

  public PlotAxis {
    if (label.isBlank()) {
      throw new IllegalArgumentException("an axis without a label");
    }
    categories = List.copyOf(categories);
    ticks = List.copyOf(ticks);
  }

  public static PlotAxis linear(String label) {
    return new PlotAxis(label, Scale.LINEAR, null, null, List.of(), List.of());
  }

  /** Of what is counted, such as layers. */
  public static PlotAxis integers(String label) {
    return new PlotAxis(label, Scale.INTEGERS, null, null, List.of(), List.of());
  }

  public static PlotAxis logarithmic(String label) {
    return new PlotAxis(label, Scale.LOGARITHMIC, null, null, List.of(), List.of());
  }

  public static PlotAxis categories(String label, List<String> categories) {
    return new PlotAxis(label, Scale.CATEGORIES, null, null, categories, List.of());
  }

  /** The same axis from {@code low} to {@code high}. */
  public PlotAxis within(double low, double high) {
    return new PlotAxis(label, scale, low, high, categories, ticks);
  }

  /** The same axis with ticks at these values, as far as there is room; ascending. */
  public PlotAxis at(List<Double> values) {
    return new PlotAxis(label, scale, low, high, categories, values);
  }

  /** The label, which says where the axis is logarithmic. */
  public String shownLabel() {
    return scale == Scale.LOGARITHMIC ? label + " (log)" : label;
  }

  /** Whether a value has a place on this axis. */
  public boolean places(double value) {
    double size = Math.abs(value);
    return size <= LARGEST && (scale != Scale.LOGARITHMIC || value >= 1 / LARGEST);
  }

  /** The coordinate of a value along the axis, in no particular unit. */
  public double along(double value) {
    return scale == Scale.LOGARITHMIC ? Math.log10(value) : value;
  }
}
