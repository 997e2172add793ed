package org.cotflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.cotflow.report.chart.Mark.Dash;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgChartTest {
  private static final double[] TIMES = {1, 10, 100, 1000};
  private static final double[] RISKS = {1, 0.3, 0.1, 0.03};

  private static Chart chart(PlotAxis x, PlotAxis y, Mark... marks) {
    return new Chart("Title & more", "Falls <fast>.", x, y, List.of(marks));
  }

  private static Chart curve() {
    return chart(
        PlotAxis.logarithmic("time"),
        PlotAxis.logarithmic("risk"),
        new Mark.Line(Ink.HUE_1, Dash.SOLID, TIMES, RISKS),
        new Mark.Line(Ink.HUE_2, Dash.DASHED, TIMES, RISKS));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document svg) {
    NodeList texts = svg.getElementsByTagName("text");
    return java.util.stream.IntStream.range(0, texts.getLength())
        .mapToObj(i -> texts.item(i).getTextContent().strip())
        .toList();
  }

  @Test
  void aCurveHasItsAxesAndItsWords() throws Exception {
    Document svg = parsed(SvgChart.of(curve(), "c1", 440, 300));
    Element root = svg.getDocumentElement();
    assertEquals("img", root.getAttribute("role"));
    assertEquals("0 0 440 300", root.getAttribute("viewBox"));
    assertEquals("Title & more", svg.getElementsByTagName("title").item(0).getTextContent());
    assertEquals("Falls <fast>.", svg.getElementsByTagName("desc").item(0).getTextContent());
    List<String> texts = texts(svg);
    for (String text : List.of("time (log)", "risk (log)", "1", "10", "100", "1000", "0.1")) {
      assertTrue(texts.contains(text), text + " is not in " + texts);
    }
  }

  /** Every label is level, however narrow the drawing, and as many are there as have room. */
  @Test
  void aNarrowDrawingHasFewerTicks() throws Exception {
    PlotAxis linear = PlotAxis.linear("t");
    PlotAxis logarithmic = PlotAxis.logarithmic("t");
    assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1"), xTicks(linear, 0, 1, 440));
    assertEquals(List.of("0.001", "0.01", "0.1", "1"), xTicks(logarithmic, 1e-3, 3, 440));
    for (int width : new int[] {190, 250, 440}) {
      for (double[] ends : new double[][] {{0, 1}, {0, 0.012}, {-12000, 13000}, {1.5, 1.62}}) {
        xTicks(linear, ends[0], ends[1], width);
      }
      for (double[] ends : new double[][] {{1e-9, 1e-2}, {1e-3, 3}, {2e-4, 8e-4}, {1, 20}}) {
        xTicks(logarithmic, ends[0], ends[1], width);
      }
    }
  }

  /** Numbers of cells are as small as the longest needs beside long names of rows. */
  @Test
  void numbersOfCellsDoNotTouch() throws Exception {
    double[][] values = new double[2][8];
    for (int i = 0; i < 16; i++) {
      values[i / 8][i % 8] = 0.00123 + i * 1e-5;
    }
    values[1][7] = 1.23e-5;
    List<String> columns = java.util.stream.IntStream.range(0, 8).mapToObj(i -> "c" + i).toList();
    Chart cells =
        chart(
            PlotAxis.categories("column", columns),
            PlotAxis.categories("row", List.of("a long name", "another one")),
            new Mark.Cells(values, false));
    Document svg = parsed(SvgChart.of(cells, "c", 440, 300));
    NodeList rectangles = svg.getElementsByTagName("rect");
    double cell =
        Double.parseDouble(
            ((Element) rectangles.item(rectangles.getLength() - 1)).getAttribute("width"));
    int labels = 0;
    NodeList texts = svg.getElementsByTagName("text");
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      if (text.getAttribute("style").contains("font-size:")) {
        double size =
            Double.parseDouble(
                text.getAttribute("style").replaceAll(".*font-size:([0-9.]+)px.*", "$1"));
        // A digit of the widest usual font takes 0.64 of its size, a point half of that.
        String shown = text.getTextContent().strip();
        assertTrue(size * 0.64 * (shown.length() - 0.5) < cell, shown + ": " + size + " " + cell);
        labels++;
      }
    }
    assertEquals(16, labels);
    assertTrue(texts(svg).contains("1.23e\u22125"), texts(svg).toString());
  }

  private static List<String> xTicks(PlotAxis x, double low, double high, int width)
      throws Exception {
    double[] ends = {low, high};
    Mark line = new Mark.Line(Ink.HUE_1, Dash.SOLID, ends, ends);
    String svg = SvgChart.of(chart(x, PlotAxis.linear("risk"), line), "c", width, 180);
    NodeList all = parsed(svg).getElementsByTagName("text");
    List<String> labels = new java.util.ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element text = (Element) all.item(i);
      if (text.getAttribute("class").equals("axis-text-x")) {
        String place = ((Element) text.getParentNode()).getAttribute("transform");
        assertFalse(place.contains("rotate"), width + ": " + text.getTextContent());
        labels.add(text.getTextContent().strip());
      }
    }
    assertTrue(labels.size() >= 2, low + " to " + high + " at " + width + ": " + labels);
    return labels;
  }

  /** Margins and ticks of a run that diverges stay below the largest number. */
  @Test
  void whatDivergesIsDrawnAsFarAsThereIsRoom() throws Exception {
    double[] times = {1, 2, 3, 4};
    for (PlotAxis risk : List.of(PlotAxis.logarithmic("risk"), PlotAxis.linear("risk"))) {
      for (double[] risks :
          new double[][] {
            {0.5, 1e200, 1e279, 1e306},
            {1e-270, 1, 1e279, Double.MAX_VALUE},
            {Double.MIN_VALUE, 1, 2, 3}
          }) {
        Mark line = new Mark.Line(Ink.HUE_1, Dash.SOLID, times, risks);
        List<String> texts =
            texts(parsed(SvgChart.of(chart(PlotAxis.linear("t"), risk, line), "c", 440, 180)));
        assertTrue(texts.size() < 30, texts.toString());
        assertTrue(
            texts.stream().noneMatch(text -> text.matches(".*(Inf|\u221e|NaN).*")),
            texts.toString());
      }
    }
  }

  @Test
  void colorsAreNamesOfTheStyleSheet() {
    String svg = SvgChart.of(curve(), "c1", 440, 300);
    assertTrue(svg.contains("var(--hue-1)") && svg.contains("var(--hue-2)"), svg);
    assertTrue(svg.contains("stroke-dasharray"), svg);
    assertFalse(svg.contains("rgb(1,2,") || svg.contains("#0102"), "a stand-in is left");
    assertFalse(svg.contains("<style"), "a style of its own");
    assertFalse(svg.contains("font-family"), "a font of its own");
  }

  /** Twice the same text, and nothing of one drawing is named like another's. */
  @Test
  void drawingsAreReproducibleAndApart() {
    String one = SvgChart.of(curve(), "c1", 440, 300);
    assertEquals(one, SvgChart.of(curve(), "c1", 440, 300));
    assertEquals(one.replace("c1-", "c2-"), SvgChart.of(curve(), "c2", 440, 300));
  }

  @Test
  void whatALibraryTakesForMarkupStaysText() throws Exception {
    String name = "<a href=\"http://host/\">x</a> \\(x^2\\) <script>";
    Chart chart =
        chart(
            PlotAxis.categories(name, List.of("one", name)),
            PlotAxis.categories("rows", List.of("<b>")),
            new Mark.Cells(new double[][] {{1, 2}}, false));
    String svg = SvgChart.of(chart, "c1", 440, 300);
    assertFalse(svg.contains("<a ") || svg.contains("href=\""), svg);
    assertFalse(svg.contains("<script") || svg.contains("<b>"), svg);
    assertTrue(texts(parsed(svg)).stream().anyMatch(text -> text.contains("script")), svg);
  }

  /** What has no place on an axis is left out, and what is left is drawn. */
  @Test
  void emptyAndSingleMarksAreDrawn() throws Exception {
    double[] none = {};
    double[] one = {5};
    double[] negative = {-1};
    for (Mark mark :
        List.<Mark>of(
            new Mark.Line(Ink.HUE_3, Dash.SOLID, none, none),
            new Mark.Line(Ink.HUE_3, Dash.SOLID, one, negative),
            new Mark.Lines(Ink.HUE_3, List.of(none), List.of(none)),
            new Mark.Points(Ink.HUE_3, none, none),
            new Mark.Band(Ink.HUE_3, one, negative, one),
            new Mark.Intervals(Ink.HUE_3, none, none, none))) {
      Chart chart = chart(PlotAxis.logarithmic("x"), PlotAxis.logarithmic("y"), mark);
      assertTrue(texts(parsed(SvgChart.of(chart, "c", 440, 300))).contains("x (log)"));
    }
    Chart single =
        chart(
            PlotAxis.logarithmic("x"),
            PlotAxis.logarithmic("y"),
            new Mark.Line(Ink.HUE_3, Dash.SOLID, one, one));
    assertTrue(SvgChart.of(single, "c", 440, 300).contains("var(--hue-3)"));
    Chart empty =
        chart(
            PlotAxis.categories("x", List.of("a")),
            PlotAxis.categories("y", List.of("b")),
            new Mark.Cells(new double[][] {{Double.NaN}}, true));
    assertTrue(texts(parsed(SvgChart.of(empty, "c", 440, 300))).contains("a"));
  }

  @Test
  void cellsBearTheirNumbers() throws Exception {
    Chart chart =
        chart(
            PlotAxis.categories("width", List.of("1", "16", "64")),
            PlotAxis.categories("depth", List.of("8", "32")),
            new Mark.Cells(new double[][] {{0.5, 0.25, 0.125}, {0.1, Double.NaN, 3e-5}}, true));
    String svg = SvgChart.of(chart, "c", 440, 300);
    List<String> texts = texts(parsed(svg));
    for (String text :
        List.of(
            "5.0e\u22121",
            "2.5e\u22121",
            "1.3e\u22121",
            "1.0e\u22121",
            "3.0e\u22125",
            "64",
            "32",
            "width",
            "depth")) {
      assertTrue(texts.contains(text), text + " is not in " + texts);
    }
    ColorScale colors = new ColorScale(3e-5, 0.5, true);
    assertEquals("#2b3577", colors.color(0.5));
    assertEquals("#fff4cc", colors.color(3e-5));
    assertTrue(svg.contains("#2b3577") || svg.contains("rgb(43,53,119)"), svg);
  }

  @Test
  void wholeNumbersOfCellsStayWhole() throws Exception {
    Chart counts =
        chart(
            PlotAxis.categories("predicted", List.of("a", "b")),
            PlotAxis.categories("class", List.of("a")),
            new Mark.Cells(new double[][] {{37, 0}}, false));
    List<String> texts = texts(parsed(SvgChart.of(counts, "c", 440, 300)));
    assertTrue(texts.containsAll(List.of("37", "0")), texts.toString());
  }

  /** Also a tick close to an end of its axis, but not the axis itself. */
  @Test
  void everyTickHasItsLine() throws Exception {
    for (double high : new double[] {1, 1.004, 1.01, 1.02, 1.04, 1.1}) {
      double[] ends = {0, 1};
      Chart chart =
          chart(
              PlotAxis.linear("u").within(-0.01, high),
              PlotAxis.linear("v").within(-0.01, high),
              new Mark.Line(Ink.HUE_1, Dash.SOLID, ends, ends));
      Document svg = parsed(SvgChart.of(chart, "c", 440, 300));
      for (String axis : List.of("x", "y")) {
        java.util.Set<Double> drawn = places(svg, axis);
        for (double tick : new double[] {0, 0.2, 0.4, 0.6, 0.8, 1}) {
          double share = (tick + 0.01) / (high + 0.01);
          double length = number(panel(svg), axis.equals("x") ? "width" : "height");
          double place = length * (axis.equals("x") ? share : 1 - share);
          assertTrue(
              drawn.stream().anyMatch(one -> Math.abs(one - place) < 0.02),
              axis + " " + tick + " of " + high + ": " + place + " is not in " + drawn);
        }
      }
    }
    double[] ends = {0, 1};
    Chart above =
        chart(
            PlotAxis.linear("u"),
            PlotAxis.linear("v").within(0, 1.03),
            new Mark.Line(Ink.HUE_1, Dash.SOLID, ends, ends));
    Document svg = parsed(SvgChart.of(above, "c", 440, 300));
    double bottom = number(panel(svg), "height");
    assertTrue(places(svg, "y").stream().allMatch(y -> y < bottom - 1), "the axis is the line");
  }

  private static Element panel(Document svg) {
    Element clip = (Element) svg.getElementsByTagName("clipPath").item(0);
    return (Element) clip.getElementsByTagName("rect").item(0);
  }

  /** Where lines of the grid across an axis are. */
  private static java.util.Set<Double> places(Document svg, String axis) {
    java.util.Set<Double> places = new java.util.TreeSet<>();
    NodeList lines = svg.getElementsByTagName("line");
    for (int i = 0; i < lines.getLength(); i++) {
      Element line = (Element) lines.item(i);
      boolean ofGrid = line.getAttribute("stroke").equals("var(--grid)");
      if (ofGrid && number(line, axis + "1") == number(line, axis + "2")) {
        assertEquals(1, number(line, "stroke-width"), "all are as wide");
        places.add(number(line, axis + "1"));
      }
    }
    return places;
  }

  /** A tick whose label would leave the drawing is left out; the others stay. */
  @Test
  void aLabelAtTheEndTakesNoTicksFromTheOthers() throws Exception {
    assertEquals(
        List.of("1", "10", "100", "1000"), xTicks(PlotAxis.logarithmic("t"), 0.5, 8274, 440));
  }

  /** Where the style sheet makes letters a fifth larger. */
  @Test
  void labelsHaveRoomBesideEachOther() throws Exception {
    PlotAxis steps = PlotAxis.linear("step");
    for (double last : new double[] {13_000, 130_000, 1_300_000, 9_000_000}) {
      double[] ends = {0, last};
      Mark line = new Mark.Line(Ink.HUE_1, Dash.SOLID, ends, ends);
      String svg = SvgChart.of(chart(steps, PlotAxis.linear("seconds"), line), "c", 440, 300);
      NodeList all = parsed(svg).getElementsByTagName("text");
      double end = Double.NEGATIVE_INFINITY;
      int labels = 0;
      for (int i = 0; i < all.getLength(); i++) {
        Element text = (Element) all.item(i);
        if (text.getAttribute("class").equals("axis-text-x")) {
          Element tick = (Element) text.getParentNode().getParentNode();
          double place =
              Double.parseDouble(
                  tick.getAttribute("transform").replaceAll(".*translate\\(([0-9.]+).*", "$1"));
          // A digit of the widest usual font takes 0.64 of its size.
          double half = 1.21 * 12 * 0.64 * text.getTextContent().strip().length() / 2;
          assertTrue(place - half > end, last + ": " + text.getTextContent());
          end = place + half;
          labels++;
        }
      }
      assertTrue(labels >= 3, last + ": " + labels);
    }
  }

  /** Or white lines would run through areas. */
  @Test
  void rectanglesSideBySideTouch() throws Exception {
    int count = 48;
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      edges[i] = (double) i / count;
    }
    double[] left = java.util.Arrays.copyOf(edges, count);
    double[] right = java.util.Arrays.copyOfRange(edges, 1, count + 1);
    Chart areas =
        chart(
            PlotAxis.linear("u").within(0, 1),
            PlotAxis.linear("v").within(0, 1),
            new Mark.Rectangles(Ink.HUE_1, 0.3, left, right, left, right));
    NodeList rectangles =
        parsed(SvgChart.of(areas, "areas", 361, 289)).getElementsByTagName("rect");
    List<Element> drawn =
        java.util.stream.IntStream.range(0, rectangles.getLength())
            .mapToObj(i -> (Element) rectangles.item(i))
            .filter(one -> one.getAttribute("fill-opacity").equals("0.3"))
            .toList();
    assertEquals(count, drawn.size());
    for (int i = 1; i < count; i++) {
      Element one = drawn.get(i - 1);
      Element next = drawn.get(i);
      assertEquals(number(next, "x"), number(one, "x") + number(one, "width"), 1e-9);
      assertEquals(number(one, "y"), number(next, "y") + number(next, "height"), 1e-9);
    }
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
