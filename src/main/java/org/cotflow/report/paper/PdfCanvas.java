package org.cotflow.report.paper;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdfwriter.COSWriter;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/**
 * Draws on a page of PDF. Lines are lines and text is text; the letters used are in the file.
 *
 * <p>The same drawing gives the same bytes with every JDK: there is no date, the identifier follows
 * from the contents, and nothing is compressed, as libraries of zlib differ.
 */
final class PdfCanvas implements Canvas {
  private static final float MITER_LIMIT = 4;

  private final PDPageContentStream page;
  private final PDType0Font font;
  private final PaperFont letters;
  private final Map<Double, PDExtendedGraphicsState> opacities = new LinkedHashMap<>();

  private PdfCanvas(PDPageContentStream page, PDType0Font font, PaperFont letters) {
    this.page = page;
    this.font = font;
    this.letters = letters;
  }

  /** The drawing as a document of one page, which is as large as the drawing. */
  static byte[] pdf(SvgReader drawing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument();
        PaperFont letters = PaperFont.open()) {
      document.setDocumentId(0L);
      document.getDocumentInformation().setTitle(drawing.said("title"));
      document.getDocumentInformation().setSubject(drawing.said("desc"));
      document.getDocumentInformation().setCreator("Cotflow");
      float height = (float) drawing.height();
      PDPage page = new PDPage(new PDRectangle((float) drawing.width(), height));
      document.addPage(page);
      PDType0Font font = PDType0Font.load(document, letters.trueType(), true);
      try (PDPageContentStream content =
          new PDPageContentStream(
              document, page, PDPageContentStream.AppendMode.OVERWRITE, false)) {
        content.transform(new Matrix(1, 0, 0, -1, 0, height));
        content.setMiterLimit(MITER_LIMIT);
        drawing.draw(new PdfCanvas(content, font, letters), letters);
      }
      if (page.getResources().getFontNames().iterator().hasNext()) {
        font.subset();
        uncompress(font.getCOSObject());
      }
      // Not document.save, which would take the letters out of the font once more.
      new COSWriter(bytes, CompressParameters.NO_COMPRESSION).write(document);
    }
    return bytes.toByteArray();
  }

  private static void uncompress(COSBase item) throws IOException {
    if (item instanceof COSObject reference) {
      uncompress(reference.getObject());
    } else if (item instanceof COSArray array) {
      for (COSBase one : array) {
        uncompress(one);
      }
    } else if (item instanceof COSDictionary dictionary) {
      for (COSBase value : dictionary.getValues()) {
        uncompress(value);
      }
      if (item instanceof COSStream stream && stream.containsKey(COSName.FILTER)) {
        byte[] content = new PDStream(stream).toByteArray();
        stream.removeItem(COSName.FILTER);
        try (OutputStream out = stream.createOutputStream()) {
          out.write(content);
        }
      }
    }
  }

  @Override
  public void clip(Rectangle2D area) throws IOException {
    page.saveGraphicsState();
    outline(area);
    page.clip();
  }

  @Override
  public void endClip() throws IOException {
    page.restoreGraphicsState();
  }

  @Override
  public void fill(Shape shape, Paint paint) throws IOException {
    fillWith(paint);
    outline(shape);
    page.fill();
  }

  @Override
  public void stroke(Shape shape, Paint paint, double width, float[] dashes) throws IOException {
    page.setStrokingColor(part(paint, 16), part(paint, 8), part(paint, 0));
    opacity(paint);
    page.setLineWidth((float) width);
    page.setLineDashPattern(dashes, 0);
    outline(shape);
    page.stroke();
  }

  @Override
  public void text(String text, AffineTransform place, double size, Paint paint)
      throws IOException {
    fillWith(paint);
    double unit = Math.sqrt(Math.abs(place.getDeterminant()));
    double x = 0;
    for (PaperFont.Run run : letters.runs(text)) {
      AffineTransform line = new AffineTransform(place);
      line.translate(x, -size * run.rise());
      line.scale(1 / unit, -1 / unit);
      page.beginText();
      page.setFont(font, (float) (unit * size * run.scale()));
      page.setTextMatrix(new Matrix(line));
      page.showText(run.text());
      page.endText();
      x += size * letters.width(run);
    }
  }

  private void fillWith(Paint paint) throws IOException {
    page.setNonStrokingColor(part(paint, 16), part(paint, 8), part(paint, 0));
    opacity(paint);
  }

  private static float part(Paint paint, int shift) {
    return (paint.rgb() >> shift & 0xff) / 255f;
  }

  private void opacity(Paint paint) throws IOException {
    PDExtendedGraphicsState state = opacities.get(paint.opacity());
    if (state == null) {
      state = new PDExtendedGraphicsState();
      state.setNonStrokingAlphaConstant((float) paint.opacity());
      state.setStrokingAlphaConstant((float) paint.opacity());
      opacities.put(paint.opacity(), state);
    }
    page.setGraphicsStateParameters(state);
  }

  private void outline(Shape shape) throws IOException {
    if (shape instanceof Rectangle2D r) {
      page.addRect((float) r.getX(), (float) r.getY(), (float) r.getWidth(), (float) r.getHeight());
      return;
    }
    float[] at = new float[6];
    for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
      int kind = path.currentSegment(at);
      switch (kind) {
        case PathIterator.SEG_MOVETO -> page.moveTo(at[0], at[1]);
        case PathIterator.SEG_LINETO -> page.lineTo(at[0], at[1]);
        case PathIterator.SEG_CUBICTO -> page.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
        case PathIterator.SEG_CLOSE -> page.closePath();
        default -> throw new IllegalStateException("segment " + kind);
      }
    }
  }
}
