package org.cotflow.report.paper;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The font of drawings that bring their letters: Liberation Sans, which PDFBox has in its jar. It
 * is as wide as Arial and Helvetica, the other fonts of the SVG.
 */
final class PaperFont implements Closeable {
  private static final String FILE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  /** Characters that the font lacks, and what is drawn small and raised for them. */
  private static final String LACKING = "\u2070\u207a\u207b";

  private static final String RAISED = "0+\u2212";

  /** As the superscripts of the font are. */
  private static final double SMALL = 0.6;

  private static final double RISE = 0.38;

  /** For a character that the font has not: a box. */
  private static final String BOX = "\u25a1";

  private final TrueTypeFont font;
  private final CmapLookup glyphs;

  private PaperFont(TrueTypeFont font) throws IOException {
    this.font = font;
    this.glyphs = font.getUnicodeCmapLookup();
  }

  static PaperFont open() throws IOException {
    try (InputStream in = PDDocument.class.getResourceAsStream(FILE)) {
      return new PaperFont(new TTFParser().parse(new RandomAccessReadBuffer(in)));
    }
  }

  /**
   * Characters that are written alike.
   *
   * @param text of characters that the font has
   * @param scale of the size of the line
   * @param rise above the line, in its size
   */
  record Run(String text, double scale, double rise) {}

  List<Run> runs(String text) {
    List<Run> runs = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              int raised = LACKING.indexOf(character);
              if (raised >= 0) {
                addPlain(runs, plain);
                runs.add(new Run(RAISED.substring(raised, raised + 1), SMALL, RISE));
              } else if (glyphs.getGlyphId(character) == 0) {
                plain.append(BOX);
              } else {
                plain.appendCodePoint(character);
              }
            });
    addPlain(runs, plain);
    return runs;
  }

  private static void addPlain(List<Run> runs, StringBuilder plain) {
    if (!plain.isEmpty()) {
      runs.add(new Run(plain.toString(), 1, 0));
      plain.setLength(0);
    }
  }

  /** The width of a line of size 1. */
  double width(String text) throws IOException {
    double width = 0;
    for (Run run : runs(text)) {
      width += width(run);
    }
    return width;
  }

  double width(Run run) throws IOException {
    double advance = 0;
    for (int character : run.text().codePoints().toArray()) {
      advance += font.getAdvanceWidth(glyphs.getGlyphId(character));
    }
    return run.scale() * advance / font.getUnitsPerEm();
  }

  /** The shape of a line of size 1 that begins at the origin; y points down. */
  Path2D outline(String text) throws IOException {
    Path2D outline = new Path2D.Double();
    double x = 0;
    for (Run run : runs(text)) {
      double unit = run.scale() / font.getUnitsPerEm();
      double at = x;
      for (int character : run.text().codePoints().toArray()) {
        int glyph = glyphs.getGlyphId(character);
        GlyphData shape = font.getGlyph().getGlyph(glyph);
        if (shape != null) {
          AffineTransform place = new AffineTransform(unit, 0, 0, -unit, at, -run.rise());
          outline.append(shape.getPath().getPathIterator(place), false);
        }
        at += unit * font.getAdvanceWidth(glyph);
      }
      x += width(run);
    }
    return outline;
  }

  TrueTypeFont trueType() {
    return font;
  }

  @Override
  public void close() throws IOException {
    font.close();
  }
}
