package org.cotflow.report.paper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.junit.jupiter.api.Test;

/** Figures as PDF and PNG, read again. */
class DrawnFilesTest {
  private static SvgReader drawing(Figure figure) {
    return new SvgReader(PaperFigure.svg(figure, PaperStyle.COLUMN));
  }

  private static Figure line(String label, double[] x) {
    return Figure.of(
        "Line",
        "A caption.",
        PlotAxis.logarithmic(label),
        PlotAxis.linear("y"),
        List.of(new Mark.Line(Ink.HUE_1, Dash.SOLID, x, new double[] {0, 1})),
        List.of());
  }

  private static String text(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  @Test
  void aPdfHasLinesAndTextAndTheLettersItNeeds() throws IOException {
    byte[] pdf = PdfCanvas.pdf(drawing(PaperFigureTest.figure()));
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertEquals(1, document.getNumberOfPages());
      PDPage page = document.getPage(0);
      assertEquals(85 * 72 / 25.4, page.getMediaBox().getWidth(), 0.01, "a column");
      Set<String> operators =
          new PDFStreamParser(page)
              .parse().stream()
                  .filter(Operator.class::isInstance)
                  .map(operator -> ((Operator) operator).getName())
                  .collect(Collectors.toSet());
      assertTrue(operators.containsAll(List.of("m", "l", "S", "f", "re", "W", "Tj", "gs")));
      assertFalse(operators.contains("Do") || operators.contains("BI"), "a raster");
      for (COSName font : page.getResources().getFontNames()) {
        assertTrue(page.getResources().getFont(font).isEmbedded());
      }
      assertEquals("\u0141aw of size", document.getDocumentInformation().getTitle());
      assertNull(document.getDocumentInformation().getCreationDate());
    }
    String text = text(pdf);
    for (String words : List.of("(a) Curves", "time (log)", "one & <all>", "two", "0.01")) {
      assertTrue(text.contains(words), text);
    }
    assertTrue(pdf.length < 60_000, "the whole font: " + pdf.length);
  }

  /** Compression is that of the JDK's zlib, so there is none. */
  @Test
  void aPdfHasTheSameBytesEverywhere() throws IOException {
    byte[] pdf = PdfCanvas.pdf(drawing(PaperFigureTest.figure()));
    assertArrayEquals(pdf, PdfCanvas.pdf(drawing(PaperFigureTest.figure())));
    assertFalse(new String(pdf, StandardCharsets.ISO_8859_1).contains("/Filter"));
  }

  @Test
  void charactersBeyondAsciiComeOut() throws IOException {
    Figure figure = line("\u03bb\u00b2\u03bc \u2016u\u2016 \u222b", new double[] {1e-12, 1e-8});
    String text = text(PdfCanvas.pdf(drawing(figure)));
    assertTrue(text.contains("\u03bb\u00b2\u03bc \u2016u\u2016 \u222b (log)"), text);
    assertTrue(text.contains("10\u2212\u2078"), text);
    try (PaperFont font = PaperFont.open()) {
      assertEquals(
          List.of(
              new PaperFont.Run("10", 1, 0),
              new PaperFont.Run("\u2212", 0.6, 0.38),
              new PaperFont.Run("\u2078", 1, 0)),
          font.runs("10\u207b\u2078"));
      assertEquals("\u25a1", font.runs("\u4e2d").get(0).text(), "a box, not nothing");
      assertEquals(2 * 1139 / 2048.0, font.width("10"), 1e-12, "as wide as in Helvetica");
    }
  }

  @Test
  void aPngHasItsSizeAndNoColorsButThoseOfPaper() throws IOException {
    byte[] png = PngCanvas.png(drawing(line("x", new double[] {1, 10})));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(Math.round(85 / 25.4 * 300), image.getWidth());
    int resolution = new String(png, StandardCharsets.ISO_8859_1).indexOf("pHYs");
    assertEquals(11811, (png[resolution + 6] & 0xff) << 8 | png[resolution + 7] & 0xff);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        counts.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    assertTrue(counts.get(0xffffff) > counts.values().stream().mapToInt(n -> n).sum() / 2);
    assertTrue(counts.getOrDefault(0x2563a8, 0) > 1000, "the line");
    assertTrue(counts.getOrDefault(0, 0) > 200, "the letters");
    counts.forEach(
        (color, count) ->
            assertTrue(
                count < 400 || Stream.of(Ink.values()).anyMatch(ink -> isTint(color, ink)),
                () -> count + " of " + Integer.toHexString(color)));
  }

  /** Whether a color is that of the ink on some share of a white pixel. */
  private static boolean isTint(int color, Ink ink) {
    int printed = Integer.parseInt(ink.printed().substring(1), 16);
    for (int share = 0; share <= 255; share++) {
      int distance = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        double mixed = 255 - share / 255.0 * (255 - (printed >> shift & 0xff));
        distance = Math.max(distance, (int) Math.abs(mixed - (color >> shift & 0xff)));
      }
      if (distance <= 1) {
        return true;
      }
    }
    return false;
  }

  @Test
  void whatIsNotKnownIsNotLeftOut() {
    String svg =
        "<svg width=\"72pt\" height=\"72pt\" viewBox=\"0 0 72 72\"><title/><desc/>%s</svg>";
    for (String part :
        List.of(
            "<ellipse rx=\"2\"/>",
            "<g opacity=\"0.5\"/>",
            "<text font-size=\"9\">a<tspan>b</tspan></text>",
            "<path d=\"M0 0Q1 1 2 0\"/>")) {
      SvgReader reader = new SvgReader(svg.formatted(part));
      assertThrows(IllegalStateException.class, () -> PngCanvas.png(reader), part);
    }
  }
}
