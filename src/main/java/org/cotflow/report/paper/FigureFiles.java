package org.cotflow.report.paper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cotflow.base.Location;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;

/** The files of figures: one for each figure and format, and captions.txt. */
public final class FigureFiles {
  private static final String CAPTIONS = "captions.txt";

  private FigureFiles() {}

  /**
   * Writes the figures into a directory, in place of files of the same names.
   *
   * @return the names of the files
   */
  public static List<String> write(
      List<Figure> figures, Collection<FigureFormat> formats, PaperStyle style, Location directory)
      throws IOException {
    List<String> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    StringBuilder captions = new StringBuilder();
    for (Figure figure : figures) {
      String name = name(figure.title(), names);
      for (FigureFormat format : formats) {
        String file = name + "." + format.name().toLowerCase(Locale.ROOT);
        directory.resolve(file).replace(bytes(figure, format, style));
        files.add(file);
      }
      captions.append(caption(name, figure)).append('\n');
    }
    directory.resolve(CAPTIONS).replaceText(captions.toString());
    files.add(CAPTIONS);
    return files;
  }

  private static byte[] bytes(Figure figure, FigureFormat format, PaperStyle style)
      throws IOException {
    return switch (format) {
      case SVG -> PaperFigure.svg(figure, style).getBytes(StandardCharsets.UTF_8);
      case PDF -> PdfCanvas.pdf(new SvgReader(PaperFigure.svg(figure, style)));
      case PNG -> PngCanvas.png(new SvgReader(PaperFigure.svg(figure, style)));
      case CSV -> FigureTable.of(figure).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** Letters and digits of the title, joined by hyphens; a number where it is used twice. */
  private static String name(String title, Set<String> names) {
    String plain =
        title
            .toLowerCase(Locale.ROOT)
            .replace('\u0142', 'l')
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base = plain.isEmpty() ? "figure" : plain;
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  private static String caption(String name, Figure figure) {
    StringBuilder text = new StringBuilder(name).append('\n');
    text.append("  ").append(figure.title()).append(". ").append(figure.caption()).append('\n');
    for (Chart chart : figure.charts()) {
      text.append("  ")
          .append(figure.charts().size() > 1 ? chart.title() + ": " : "")
          .append("x: ")
          .append(chart.x().shownLabel())
          .append("; y: ")
          .append(chart.y().shownLabel())
          .append('\n');
    }
    return text.toString();
  }
}
