package org.cotflow.report.paper;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws on an image of {@value #DOTS_PER_INCH} dots per inch, white where nothing is drawn. */
final class PngCanvas implements Canvas {
  static final int DOTS_PER_INCH = 300;

  private static final double DOTS_PER_POINT = DOTS_PER_INCH / 72.0;
  private static final double INCHES_PER_METER = 1 / 0.0254;
  private static final float MITER_LIMIT = 4;

  private final Graphics2D graphics;
  private final PaperFont letters;

  static {
    // No image here is for a screen; a display that cannot be reached would stop Java2D.
    System.setProperty("java.awt.headless", "true");
  }

  private PngCanvas(Graphics2D graphics, PaperFont letters) {
    this.graphics = graphics;
    this.letters = letters;
  }

  /** The drawing as PNG, which says its resolution. */
  static byte[] png(SvgReader drawing) throws IOException {
    int width = (int) Math.round(drawing.width() * DOTS_PER_POINT);
    int height = (int) Math.round(drawing.height() * DOTS_PER_POINT);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try (PaperFont letters = PaperFont.open()) {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.scale(DOTS_PER_POINT, DOTS_PER_POINT);
      drawing.draw(new PngCanvas(graphics, letters), letters);
    } finally {
      graphics.dispose();
    }
    return encoded(image);
  }

  private static byte[] encoded(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
    String perMeter = String.valueOf(Math.round(DOTS_PER_INCH * INCHES_PER_METER));
    IIOMetadataNode size = new IIOMetadataNode("pHYs");
    size.setAttribute("pixelsPerUnitXAxis", perMeter);
    size.setAttribute("pixelsPerUnitYAxis", perMeter);
    size.setAttribute("unitSpecifier", "meter");
    IIOMetadataNode root = new IIOMetadataNode(metadata.getNativeMetadataFormatName());
    root.appendChild(size);
    metadata.mergeTree(metadata.getNativeMetadataFormatName(), root);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image, null, metadata));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  @Override
  public void clip(Rectangle2D area) {
    graphics.setClip(area);
  }

  @Override
  public void endClip() {
    graphics.setClip(null);
  }

  @Override
  public void fill(Shape shape, Paint paint) {
    // Smooth edges of rectangles side by side would show the white between them.
    prepare(paint, !(shape instanceof Rectangle2D));
    graphics.fill(shape);
  }

  @Override
  public void stroke(Shape shape, Paint paint, double width, float[] dashes) {
    prepare(paint, true);
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_MITER,
            MITER_LIMIT,
            dashes.length == 0 ? null : dashes,
            0));
    graphics.draw(shape);
  }

  @Override
  public void text(String text, AffineTransform place, double size, Paint paint)
      throws IOException {
    AffineTransform line = new AffineTransform(place);
    line.scale(size, size);
    fill(line.createTransformedShape(letters.outline(text)), paint);
  }

  private void prepare(Paint paint, boolean smooth) {
    graphics.setRenderingHint(
        RenderingHints.KEY_ANTIALIASING,
        smooth ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF);
    int alpha = (int) Math.round(255 * paint.opacity());
    graphics.setColor(new Color(paint.rgb() | alpha << 24, true));
  }
}
