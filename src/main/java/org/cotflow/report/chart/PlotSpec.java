package org.cotflow.report.chart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Keyword;

/**
 * A chart as the specification that the charting library reads: nested maps and lists, in the
 * library's grammar of layers, scales and a theme. Every layer has its own data and a constant
 * color, so that the library draws no legends.
 */
final class PlotSpec {
  /** Cells up to this many bear their numbers. */
  private static final int LABELED_CELLS = 140;

  private static final double MARGIN = 0.03;

  /** What the title of the vertical axis and margins take of the width, about. */
  private static final int BESIDE_CELLS = 40;

  /** What stays free beside a cell's number, in heights of a letter. */
  private static final double BESIDE_LABEL = 0.5;

  /** How much larger letters are on a narrow screen, for which the style sheet enlarges them. */
  private static final double ENLARGED = 0.21;

  /** The margin between title and ticks that the library has by itself. */
  private static final double TITLE_MARGIN = 4;

  /** The width of a letter in heights of a letter, a little more than there is. */
  private static final double LETTER = 0.62;

  /** What stays free between labels of ticks beside each other. */
  private static final double BESIDE_TICK = 4;

  /** How far a label may reach beyond the right end of its axis. */
  private static final double BEYOND_AXIS = 10;

  private static final int FEWEST_TICKS = 2;

  /** The share of an axis at its ends where the library may draw no lines of the grid. */
  private static final double EDGE = 0.05;

  /** The share at its low end where such a line is the axis itself. */
  private static final double AT_AXIS = 0.005;

  /** The width of a line of size 1. */
  private static final double LINE_WIDTH = 2.2;

  private final Chart chart;
  private final int width;
  private final List<Object> layers = new ArrayList<>();
  private final List<Object> scales = new ArrayList<>();

  /** The scale of the vertical axis: its labels take room from the horizontal one. */
  private Map<String, Object> vertical;

  private PlotSpec(Chart chart, int width) {
    this.chart = chart;
    this.width = width;
  }

  /**
   * The specification of a chart.
   *
   * @param ticks about how many the x axis may have
   */
  static Map<String, Object> of(Chart chart, int width, int height, int ticks) {
    PlotSpec spec = new PlotSpec(chart, width);
    chart.marks().forEach(spec::add);
    spec.vertical = spec.scale("y", chart.y(), Ticks.MOST);
    Map<String, Object> horizontal = spec.scale("x", chart.x(), ticks);
    spec.scales.addAll(List.of(horizontal, spec.vertical));
    spec.addEdges("v", "x", chart.x(), horizontal);
    spec.addEdges("h", "y", chart.y(), spec.vertical);
    Map<String, Object> plot = new HashMap<>();
    plot.put("kind", "plot");
    plot.put("data", new HashMap<>());
    plot.put("mapping", new HashMap<>());
    plot.put("layers", spec.layers);
    plot.put("scales", spec.scales);
    plot.put("theme", spec.theme());
    plot.put("coord", map("name", "cartesian"));
    plot.put("ggsize", map("width", width, "height", height));
    return plot;
  }

  /**
   * An attribute that says where an axis begins and ends, and its scale: {@code data-x="1 100
   * log"}. Nothing for an axis of categories or of a single place.
   */
  @SuppressWarnings("unchecked")
  static String frame(Map<String, Object> plot, String aesthetic) {
    for (Object one : (List<Object>) plot.get("scales")) {
      Map<String, Object> scale = (Map<String, Object>) one;
      if (aesthetic.equals(scale.get("aesthetic"))
          && !scale.containsKey("discrete")
          && scale.containsKey("limits")) {
        List<Object> limits = (List<Object>) scale.get("limits");
        return " data-%s=\"%s %s %s\""
            .formatted(
                aesthetic,
                limits.get(0),
                limits.get(1),
                scale.containsKey("trans") ? "log" : "linear");
      }
    }
    return "";
  }

  /** Text without what the library takes for links, formulas or markup. */
  static String plain(String text) {
    return text.replace('<', '\u2039').replace('>', '\u203a').replace('\\', '\u2216');
  }

  private void add(Mark mark) {
    if (mark instanceof Mark.Line line) {
      add(line);
    } else if (mark instanceof Mark.Lines lines) {
      add(lines);
    } else if (mark instanceof Mark.Points points) {
      Map<String, Object> layer = layer("point", points.ink(), placed(points.x(), points.y()));
      layer.put("size", points.x().length > 200 ? 1.4 : points.x().length > 60 ? 2.0 : 2.6);
      layer.put("alpha", points.x().length > 60 ? 0.7 : 1.0);
      layer.put("shape", points.marker().shape());
      layers.add(layer);
    } else if (mark instanceof Mark.Intervals intervals) {
      add(intervals);
    } else if (mark instanceof Mark.Band band) {
      add(band);
    } else if (mark instanceof Mark.Rectangles rectangles) {
      add(rectangles);
    } else if (mark instanceof Mark.Cells cells) {
      add(cells);
    }
  }

  private void add(Mark.Line line) {
    Map<String, Object> data = placed(line.x(), line.y());
    if (column(data, "x").size() == 1) {
      Map<String, Object> point = layer("point", line.ink(), data);
      point.put("size", 2.6);
      layers.add(point);
      return;
    }
    Map<String, Object> layer = layer("path", line.ink(), data);
    layer.put("linetype", Keyword.of(line.dash()));
    layer.put("size", 1.0);
    layers.add(layer);
  }

  private void add(Mark.Lines lines) {
    Map<String, Object> layer = grouped(lines);
    layer.put("size", 0.5);
    layer.put("alpha", 0.75);
    layers.add(layer);
  }

  private Map<String, Object> grouped(Mark.Lines lines) {
    Map<String, Object> all = columns("x", "y", "line");
    for (int i = 0; i < lines.x().size(); i++) {
      Map<String, Object> one = placed(lines.x().get(i), lines.y().get(i));
      int count = column(one, "x").size();
      column(all, "x").addAll(column(one, "x"));
      column(all, "y").addAll(column(one, "y"));
      column(all, "line").addAll(java.util.Collections.nCopies(count, "line " + i));
    }
    Map<String, Object> layer = layer("path", lines.ink(), all);
    layer.put("mapping", map("x", "x", "y", "y", "group", "line"));
    return layer;
  }

  private void add(Mark.Cells cells) {
    ColorScale colors = ColorScale.of(cells);
    Map<String, Object> data = columns("x", "y", "fill", "label", "ink");
    int count = 0;
    for (int row = 0; row < cells.values().length; row++) {
      for (int place = 0; place < cells.values()[row].length; place++) {
        double value = cells.values()[row][place];
        if (Double.isNaN(value)) {
          continue;
        }
        count++;
        column(data, "x").add(plain(chart.x().categories().get(place)));
        column(data, "y").add(plain(chart.y().categories().get(row)));
        column(data, "fill").add(colors.color(value));
        column(data, "ink").add(colors.textColor(value));
        column(data, "label").add(cells.shown(value).replace('-', '\u2212'));
      }
    }
    Map<String, Object> tiles = layer("tile", Ink.GRID, data);
    tiles.put("mapping", map("x", "x", "y", "y", "fill", "fill"));
    tiles.put("size", 0.0);
    layers.add(tiles);
    scales.add(identity("fill"));
    if (count <= LABELED_CELLS) {
      Map<String, Object> labels = layer("text", Ink.TEXT, data);
      labels.remove("color");
      labels.put("mapping", map("x", "x", "y", "y", "label", "label", "color", "ink"));
      labels.put("size", labelSize(column(data, "label")));
      layers.add(labels);
      scales.add(identity("color"));
    }
  }

  /** As large as ticks, or as the longest has room for; the library's unit is two pixels. */
  private double labelSize(List<Object> labels) {
    int longest = longest(labels);
    double beside = BESIDE_CELLS + LETTER * SvgChart.TICK_SIZE * longest(chart.y().categories());
    double cell = (width - beside) / chart.x().categories().size();
    double most = cell / (LETTER * longest + BESIDE_LABEL);
    return Math.max(7, Math.min(SvgChart.TICK_SIZE, most)) / 2;
  }

  private static int longest(List<?> texts) {
    return texts.stream().mapToInt(text -> text.toString().length()).max().orElse(1);
  }

  private static Map<String, Object> identity(String aesthetic) {
    return map("aesthetic", aesthetic, "scale_mapper_kind", "identity", "guide", "none");
  }

  /** Each as a line of two points. */
  private void add(Mark.Intervals intervals) {
    List<double[]> x = new ArrayList<>();
    List<double[]> y = new ArrayList<>();
    for (int i = 0; i < intervals.x().length; i++) {
      x.add(new double[] {intervals.x()[i], intervals.x()[i]});
      y.add(new double[] {intervals.low()[i], intervals.high()[i]});
    }
    Map<String, Object> layer = grouped(new Mark.Lines(intervals.ink(), x, y));
    layer.put("size", 0.8);
    layers.add(layer);
  }

  /** The polygon of its upper and its lower curve. */
  private void add(Mark.Band band) {
    int n = band.x().length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = band.x()[i];
      y[i] = band.high()[i];
      x[2 * n - 1 - i] = band.x()[i];
      y[2 * n - 1 - i] = band.low()[i];
    }
    Map<String, Object> layer = layer("polygon", band.ink(), placed(x, y));
    layer.put("fill", band.ink().standIn());
    layer.put("alpha", 0.18);
    layer.put("size", 0.0);
    layers.add(layer);
  }

  private void add(Mark.Rectangles rectangles) {
    Map<String, Object> data = columns("left", "right", "bottom", "top");
    for (int i = 0; i < rectangles.left().length; i++) {
      column(data, "left").add(rectangles.left()[i]);
      column(data, "right").add(rectangles.right()[i]);
      column(data, "bottom").add(rectangles.bottom()[i]);
      column(data, "top").add(rectangles.top()[i]);
    }
    Map<String, Object> layer = layer("rect", rectangles.ink(), data);
    layer.put("mapping", map("xmin", "left", "xmax", "right", "ymin", "bottom", "ymax", "top"));
    layer.put("fill", rectangles.ink().standIn());
    layer.put("alpha", rectangles.opacity());
    layer.put("size", 0.0);
    layers.add(layer);
  }

  private Map<String, Object> placed(double[] x, double[] y) {
    Map<String, Object> data = columns("x", "y");
    for (int i = 0; i < x.length; i++) {
      if (chart.x().places(x[i]) && chart.y().places(y[i])) {
        column(data, "x").add(x[i]);
        column(data, "y").add(y[i]);
      }
    }
    return data;
  }

  private static Map<String, Object> layer(String geom, Ink ink, Map<String, Object> data) {
    return map(
        "geom",
        geom,
        "stat",
        "identity",
        "position",
        "identity",
        "sampling",
        "none",
        "tooltips",
        "none",
        "show_legend",
        false,
        "color",
        ink.standIn(),
        "data",
        data,
        "mapping",
        map("x", "x", "y", "y"));
  }

  private Map<String, Object> scale(String aesthetic, PlotAxis axis, int most) {
    Map<String, Object> scale = map("aesthetic", aesthetic, "name", plain(axis.shownLabel()));
    if (axis.scale() == PlotAxis.Scale.CATEGORIES) {
      scale.put("discrete", true);
      scale.put(
          "limits",
          new ArrayList<Object>(axis.categories().stream().map(PlotSpec::plain).toList()));
      scale.put("expand", list(0.0, 0.0));
      return scale;
    }
    double[] range =
        axis.low() != null
            ? new double[] {axis.low(), axis.high()}
            : widened(axis.scale(), range(aesthetic));
    double[] shown = axis.low() != null ? range : withMargin(axis.scale(), range);
    if (axis.scale() == PlotAxis.Scale.LOGARITHMIC) {
      scale.put("trans", "log10");
    }
    if (range[0] < range[1]) {
      List<Double> ticks =
          aesthetic.equals("x")
              ? fitting(axis, shown, most)
              : Ticks.of(axis, shown[0], shown[1], most);
      scale.put("limits", list(shown[0], shown[1]));
      scale.put("expand", list(0.0, 0.0));
      scale.put("breaks", new ArrayList<Object>(ticks));
      scale.put("labels", new ArrayList<Object>(Ticks.labels(ticks)));
    }
    return scale;
  }

  /**
   * Ticks of the horizontal axis whose labels have room beside each other, also where letters are
   * enlarged, and within the drawing.
   */
  private List<Double> fitting(PlotAxis axis, double[] shown, int most) {
    double letter = LETTER * SvgChart.TICK_SIZE;
    double panel = width - BESIDE_CELLS - (1 + ENLARGED) * letter * longest(verticalLabels());
    for (int count = most; ; count--) {
      List<Double> ticks = Ticks.of(axis, shown[0], shown[1], count);
      if (ticks.size() > FEWEST_TICKS) {
        List<String> labels = Ticks.labels(ticks);
        int last = ticks.size() - 1;
        double end = panel * share(axis, shown, ticks.get(last));
        if (end + letter * labels.get(last).length() / 2 > panel + BEYOND_AXIS) {
          ticks = ticks.subList(0, last);
        }
      }
      if (count <= FEWEST_TICKS || areApart(axis, shown, ticks, panel)) {
        return ticks;
      }
    }
  }

  private static boolean areApart(PlotAxis axis, double[] shown, List<Double> ticks, double panel) {
    List<String> labels = Ticks.labels(ticks);
    double letter = (1 + ENLARGED) * LETTER * SvgChart.TICK_SIZE;
    for (int i = 1; i < ticks.size(); i++) {
      double apart =
          panel * (share(axis, shown, ticks.get(i)) - share(axis, shown, ticks.get(i - 1)));
      double needed = letter * (labels.get(i - 1).length() + labels.get(i).length()) / 2;
      if (apart < needed + BESIDE_TICK) {
        return false;
      }
    }
    return true;
  }

  /** How far along its axis a value is, from 0 to 1. */
  private static double share(PlotAxis axis, double[] shown, double value) {
    double low = axis.along(shown[0]);
    return (axis.along(value) - low) / (axis.along(shown[1]) - low);
  }

  /** Lines of the grid at ticks near the ends of an axis, which the library leaves out. */
  @SuppressWarnings("unchecked")
  private void addEdges(
      String direction, String aesthetic, PlotAxis axis, Map<String, Object> scale) {
    if (!scale.containsKey("breaks")) {
      return;
    }
    List<Object> limits = (List<Object>) scale.get("limits");
    double[] shown = {(Double) limits.get(0), (Double) limits.get(1)};
    double lowest = aesthetic.equals("y") ? AT_AXIS : 0;
    List<Object> near = new ArrayList<>();
    for (Object tick : (List<Object>) scale.get("breaks")) {
      double share = share(axis, shown, (Double) tick);
      if (share >= lowest && (share < EDGE || share > 1 - EDGE)) {
        near.add(tick);
      }
    }
    if (!near.isEmpty()) {
      String place = aesthetic + "intercept";
      Map<String, Object> lines = layer(direction + "line", Ink.GRID, map(place, near));
      lines.put("mapping", map(place, place));
      lines.put("size", 1 / LINE_WIDTH);
      layers.add(0, lines);
    }
  }

  /** A range around a single value; another one as it is. */
  private static double[] widened(PlotAxis.Scale scale, double[] range) {
    double value = range[0];
    if (value != range[1]) {
      return range;
    }
    if (scale == PlotAxis.Scale.LOGARITHMIC) {
      return new double[] {value / 2, value * 2};
    }
    double room = value == 0 || scale == PlotAxis.Scale.INTEGERS ? 1 : Math.abs(value) / 2;
    return new double[] {value - room, value + room};
  }

  /**
   * A range with some room at its ends: the library's own margins are not logarithmic on
   * logarithmic axes.
   */
  private static double[] withMargin(PlotAxis.Scale scale, double[] range) {
    if (scale == PlotAxis.Scale.LOGARITHMIC) {
      double ratio = Math.min(range[1] / range[0], Double.MAX_VALUE);
      double factor = StrictMath.pow(ratio, MARGIN);
      return new double[] {range[0] / factor, range[1] * factor};
    }
    double room = MARGIN * (range[1] - range[0]);
    return new double[] {range[0] - room, range[1] + room};
  }

  /** The least and the greatest number that the layers show along an axis. */
  private double[] range(String column) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Object layer : layers) {
      for (Object value : data(layer).containsKey(column) ? column(data(layer), column) : list()) {
        low = Math.min(low, (Double) value);
        high = Math.max(high, (Double) value);
      }
    }
    return new double[] {low, high};
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> data(Object layer) {
    return (Map<String, Object>) ((Map<String, Object>) layer).get("data");
  }

  private Map<String, Object> theme() {
    Map<String, Object> theme = map("name", "minimal2", "legend_position", "none");
    theme.put("plot_background", "blank");
    theme.put("panel_background", "blank");
    theme.put("panel_border", "blank");
    theme.put("panel_grid_minor", "blank");
    theme.put("panel_grid_major", map("color", Ink.GRID.standIn(), "size", 1.0));
    theme.put("axis_line", map("color", Ink.QUIET.standIn(), "size", 1.0));
    theme.put("axis_ticks", map("color", Ink.QUIET.standIn(), "size", 1.0));
    theme.put("axis_text", map("color", Ink.QUIET.standIn(), "size", SvgChart.TICK_SIZE));
    theme.put("axis_title", map("color", Ink.TEXT.standIn(), "size", SvgChart.LABEL_SIZE));
    double room = ENLARGED * LETTER * SvgChart.TICK_SIZE * longest(verticalLabels());
    theme.put("axis_title_y", map("margin", map("r", TITLE_MARGIN + room)));
    theme.put("axis_tooltip", "blank");
    return theme;
  }

  /** The texts of the ticks of the vertical axis, as far as they are known here. */
  @SuppressWarnings("unchecked")
  private List<Object> verticalLabels() {
    Object labels =
        vertical.containsKey("discrete") ? vertical.get("limits") : vertical.get("labels");
    return labels == null ? list("0.00") : (List<Object>) labels;
  }

  private static Map<String, Object> columns(String... names) {
    Map<String, Object> data = new HashMap<>();
    for (String name : names) {
      data.put(name, new ArrayList<>());
    }
    return data;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> column(Map<String, Object> data, String name) {
    return (List<Object>) data.get(name);
  }

  private static List<Object> list(Object... items) {
    return new ArrayList<>(List.of(items));
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
