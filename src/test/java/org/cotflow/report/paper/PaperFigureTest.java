package org.cotflow.report.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PaperFigureTest {
  private static final double[] X = {1, 10, 100};
  private static final double[] Y = {1, 0.1, 0.01};
  private static final double[] HALF = {0.5, 0.05, 0.005};

  static Figure figure() {
    List<Mark> marks =
        List.of(
            new Mark.Band(Ink.HUE_1, X, HALF, Y),
            new Mark.Line(Ink.HUE_1, Dash.SOLID, X, Y),
            new Mark.Line(Ink.HUE_2, Dash.DASHED, X, HALF),
            new Mark.Lines(Ink.HUE_2, List.of(X), List.of(HALF)),
            new Mark.Intervals(Ink.HUE_2, X, HALF, Y),
            new Mark.Points(Ink.HUE_2, X, HALF));
    List<LegendKey> legend =
        List.of(
            LegendKey.line("one & <all>", Ink.HUE_1, Dash.SOLID),
            LegendKey.line("two", Ink.HUE_2, Dash.DASHED));
    PlotAxis x = PlotAxis.logarithmic("time");
    PlotAxis y = PlotAxis.logarithmic("risk");
    Chart curves = new Chart("Curves", "In words.", x, y, marks);
    Chart areas =
        new Chart(
            "Areas",
            "In words.",
            PlotAxis.linear("u").within(0, 1),
            PlotAxis.linear("v").within(0, 1),
            List.of(
                new Mark.Rectangles(
                    Ink.HUE_1,
                    0.3,
                    new double[] {0},
                    new double[] {0.5},
                    new double[] {0},
                    new double[] {1})));
    return new Figure("\u0141aw of size", "A caption.", List.of(curves, areas), legend);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void aDrawingStandsAlone() throws Exception {
    String svg = PaperFigure.svg(figure(), PaperStyle.COLUMN);
    Element root = parsed(svg).getDocumentElement();
    assertEquals("240.94pt", root.getAttribute("width"), "85 mm");
    for (String ofAPage : List.of("var(--", "class=", "<script", "<style")) {
      assertFalse(svg.contains(ofAPage), ofAPage);
    }
    for (String text : List.of("(a) Curves", "time (log)", "one &amp; &lt;all&gt;")) {
      assertTrue(svg.contains(text), text);
    }
    assertEquals(svg, PaperFigure.svg(figure(), PaperStyle.COLUMN));
    assertEquals(
        svg.split("<rect ", -1).length,
        svg.split("<rect shape-rendering=\"crispEdges\"", -1).length,
        "seams between rectangles");
  }

  /** Of the font size that is asked for: 13 units of the drawing are its points. */
  @Test
  void lettersHaveTheirSize() throws Exception {
    for (double points : new double[] {6, 9}) {
      Element root =
          parsed(PaperFigure.svg(figure(), new PaperStyle(170, points))).getDocumentElement();
      double width = Double.parseDouble(root.getAttribute("width").replace("pt", ""));
      double units = Double.parseDouble(root.getAttribute("viewBox").split(" ")[2]);
      assertEquals(points, 13 * width / units, 1e-2);
    }
    assertThrows(UserInputException.class, () -> new PaperStyle(5, 8));
    assertThrows(UserInputException.class, () -> new PaperStyle(85, Double.NaN));
  }

  @Test
  void seriesDifferWithoutColor() {
    Figure plain = Monochrome.of(figure());
    assertEquals(
        List.of(Mark.Marker.CIRCLE, Mark.Marker.TRIANGLE),
        plain.legend().stream().map(LegendKey::marker).toList());
    assertEquals(
        List.of("HUE_1 CIRCLE 3", "HUE_2 TRIANGLE 3"),
        points(plain),
        "on the line without points, and the points: the lines beside them stay bare");
    Chart lines = figure().charts().get(0);
    List<Mark> withoutPoints =
        lines.marks().stream().filter(mark -> !(mark instanceof Mark.Points)).toList();
    Chart bare = new Chart("Lines", "In words.", lines.x(), lines.y(), withoutPoints);
    assertEquals(
        List.of("HUE_1 CIRCLE 3", "HUE_2 TRIANGLE 3", "HUE_2 TRIANGLE 1"),
        points(Monochrome.of(new Figure("Lines", "A caption.", List.of(bare), figure().legend()))),
        "on two lines and at the end of a thin one");
  }

  private static List<String> points(Figure figure) {
    return figure.charts().get(0).marks().stream()
        .filter(Mark.Points.class::isInstance)
        .map(Mark.Points.class::cast)
        .map(one -> one.ink() + " " + one.marker() + " " + one.x().length)
        .toList();
  }

  @Test
  void theTableHasEveryPoint() {
    List<String> lines = FigureTable.of(figure()).lines().toList();
    assertEquals("panel,series,mark,line,x,y,low,high,right,top,value", lines.get(0));
    assertEquals(1 + 6 * 3 + 1, lines.size());
    assertTrue(lines.contains("Curves,one & <all>,line,,10.0,0.1,,,,,"), lines::toString);
    assertTrue(lines.contains("Curves,two,intervals,,1.0,,0.5,1.0,,,"), lines::toString);
    assertTrue(lines.contains("Areas,one & <all>,rectangles,,0.0,0.0,,,0.5,1.0,0.3"));
  }

  @Test
  void aDirectoryHasAllFiguresAndTheirCaptions(@TempDir Path directory) throws IOException {
    List<String> files =
        FigureFiles.write(
            List.of(figure(), figure()),
            List.of(FigureFormat.SVG, FigureFormat.CSV),
            PaperStyle.COLUMN,
            Locations.of(directory.resolve("new").toString()));
    assertEquals(
        List.of(
            "law-of-size.svg",
            "law-of-size.csv",
            "law-of-size-2.svg",
            "law-of-size-2.csv",
            "captions.txt"),
        files);
    for (String file : files) {
      assertTrue(Files.size(directory.resolve("new").resolve(file)) > 100, file);
    }
    String captions = Files.readString(directory.resolve("new/captions.txt"));
    assertTrue(captions.contains("Curves: x: time (log); y: risk (log)"), captions);
  }

  @Test
  void thePrintedPageHasTheSameColors() throws IOException {
    String css = Files.readString(Path.of("src/main/resources/org/cotflow/report/report.css"));
    String print = css.substring(css.indexOf("@media print"));
    for (Ink ink : Ink.values()) {
      String name = ink.css().substring("var(".length(), ink.css().length() - 1);
      assertTrue(print.contains(name + ": " + ink.printed()), name);
    }
  }
}
