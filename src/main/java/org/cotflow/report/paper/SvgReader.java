package org.cotflow.report.paper;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Draws the SVG of {@link PaperFigure} on a {@link Canvas}. It knows what such drawings consist of:
 * groups, rectangles, circles, straight lines and text, and the attributes below. Anything else
 * stops it, so that nothing is left out in silence.
 */
final class SvgReader {
  private static final Set<String> PAINT =
      Set.of(
          "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray");

  private static final Map<String, Set<String>> ATTRIBUTES =
      Map.of(
          "g", Set.of("id", "transform", "clip-path"),
          "rect", Set.of("x", "y", "width", "height", "shape-rendering"),
          "circle", Set.of("cx", "cy", "r"),
          "line", Set.of("x1", "y1", "x2", "y2"),
          "path", Set.of("d"),
          "text", Set.of("x", "y", "dy", "text-anchor", "font-size", "style", "transform"));

  private static final Pattern TRANSFORM = Pattern.compile("(translate|rotate)\\(([^)]*)\\)");
  private static final Pattern STEP = Pattern.compile("[A-Za-z]|[-+]?[0-9.]+(?:E[-+]?\\d+)?");
  private static final Pattern STYLE =
      Pattern.compile("fill:(#[0-9a-f]{6});font-size:([0-9.]+)px;");

  private final Element root;
  private final Map<String, Rectangle2D> clips = new HashMap<>();

  SvgReader(String svg) {
    try {
      root =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)))
              .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException(e);
    }
    NodeList areas = root.getElementsByTagName("clipPath");
    for (int i = 0; i < areas.getLength(); i++) {
      Element area = (Element) areas.item(i);
      Element rectangle = (Element) area.getElementsByTagName("rect").item(0);
      clips.put("url(#" + area.getAttribute("id") + ")", rectangle(rectangle));
    }
  }

  /** In points. */
  double width() {
    return points("width");
  }

  double height() {
    return points("height");
  }

  /** The text of {@code title} or {@code desc}. */
  String said(String element) {
    return root.getElementsByTagName(element).item(0).getTextContent();
  }

  private double points(String side) {
    return Double.parseDouble(root.getAttribute(side).replace("pt", ""));
  }

  void draw(Canvas canvas, PaperFont font) throws IOException {
    double unit = width() / numbers(root.getAttribute("viewBox"))[2];
    inside(root, AffineTransform.getScaleInstance(unit, unit), new Pen(canvas, font));
  }

  private record Pen(Canvas canvas, PaperFont font) {}

  private void inside(Element group, AffineTransform place, Pen pen) throws IOException {
    NodeList children = group.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      Node child = children.item(i);
      if (child instanceof Element element
          && !Set.of("defs", "title", "desc").contains(element.getTagName())) {
        requireKnown(element);
        draw(element, transformed(place, element.getAttribute("transform")), pen);
      } else if (child.getNodeType() == Node.TEXT_NODE && !child.getTextContent().isBlank()) {
        throw new IllegalStateException("text in <" + group.getTagName() + ">");
      }
    }
  }

  private static void requireKnown(Element element) {
    String tag = element.getTagName();
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      String name = attributes.item(i).getNodeName();
      boolean known = ATTRIBUTES.getOrDefault(tag, Set.of()).contains(name);
      if (!known && (tag.equals("g") || !PAINT.contains(name))) {
        throw new IllegalStateException("attribute " + name + " of <" + tag + ">");
      }
    }
  }

  private void draw(Element element, AffineTransform place, Pen pen) throws IOException {
    switch (element.getTagName()) {
      case "g" -> group(element, place, pen);
      case "rect" -> shape(element, rectangle(element), place, pen.canvas());
      case "circle" -> {
        double r = number(element, "r");
        double x = number(element, "cx") - r;
        double y = number(element, "cy") - r;
        shape(element, new Ellipse2D.Double(x, y, 2 * r, 2 * r), place, pen.canvas());
      }
      case "line" -> {
        Point2D from = new Point2D.Double(number(element, "x1"), number(element, "y1"));
        Point2D to = new Point2D.Double(number(element, "x2"), number(element, "y2"));
        element.setAttribute("fill", "none");
        shape(element, new Line2D.Double(from, to), place, pen.canvas());
      }
      case "path" -> shape(element, path(element.getAttribute("d")), place, pen.canvas());
      case "text" -> text(element, place, pen);
      default -> throw new IllegalStateException("element <" + element.getTagName() + ">");
    }
  }

  private void group(Element group, AffineTransform place, Pen pen) throws IOException {
    if (!group.hasAttribute("clip-path")) {
      inside(group, place, pen);
      return;
    }
    Rectangle2D area = clips.get(group.getAttribute("clip-path"));
    pen.canvas().clip(placed(area, place).getBounds2D());
    inside(group, place, pen);
    pen.canvas().endClip();
  }

  private static void shape(Element element, Shape shape, AffineTransform place, Canvas canvas)
      throws IOException {
    Shape there = placed(shape, place);
    Canvas.Paint fill = paint(element, "fill", "#000000");
    if (fill.opacity() > 0) {
      canvas.fill(there, fill);
    }
    double unit = Math.sqrt(Math.abs(place.getDeterminant()));
    double width = element.hasAttribute("stroke-width") ? number(element, "stroke-width") : 1;
    Canvas.Paint stroke = paint(element, "stroke", "none");
    if (stroke.opacity() > 0 && width > 0) {
      double[] dashes = numbers(element.getAttribute("stroke-dasharray"));
      float[] scaled = new float[dashes.length];
      for (int i = 0; i < dashes.length; i++) {
        scaled[i] = (float) (unit * dashes[i]);
      }
      canvas.stroke(there, stroke, unit * width, scaled);
    }
  }

  /** A rectangle stays one where it is not turned. */
  private static Shape placed(Shape shape, AffineTransform place) {
    Shape there = place.createTransformedShape(shape);
    boolean upright = place.getShearX() == 0 && place.getShearY() == 0;
    return shape instanceof Rectangle2D && upright ? there.getBounds2D() : there;
  }

  private static void text(Element element, AffineTransform place, Pen pen) throws IOException {
    String text = element.getTextContent();
    if (element.getElementsByTagName("*").getLength() > 0) {
      throw new IllegalStateException("elements in <text>");
    }
    Matcher style = STYLE.matcher(element.getAttribute("style"));
    boolean styled = style.matches();
    if (!styled && !element.getAttribute("style").isEmpty()) {
      throw new IllegalStateException("style " + element.getAttribute("style"));
    }
    double size = styled ? Double.parseDouble(style.group(2)) : number(element, "font-size");
    if (styled) {
      element.setAttribute("fill", style.group(1));
    }
    double share =
        switch (element.getAttribute("text-anchor")) {
          case "middle" -> 0.5;
          case "end" -> 1;
          default -> 0;
        };
    double down = size * number(element, "dy", "em");
    AffineTransform start = new AffineTransform(place);
    start.translate(
        number(element, "x") - share * size * pen.font().width(text), number(element, "y") + down);
    pen.canvas().text(text, start, size, paint(element, "fill", "#000000"));
  }

  private static Canvas.Paint paint(Element element, String name, String without) {
    String color = element.hasAttribute(name) ? element.getAttribute(name) : without;
    if (color.equals("none")) {
      return new Canvas.Paint(0, 0);
    }
    String opacity = element.getAttribute(name + "-opacity");
    return new Canvas.Paint(
        Integer.parseInt(color.substring(1), 16),
        opacity.isEmpty() ? 1 : Double.parseDouble(opacity));
  }

  private static Rectangle2D rectangle(Element element) {
    return new Rectangle2D.Double(
        number(element, "x"),
        number(element, "y"),
        number(element, "width"),
        number(element, "height"));
  }

  private static Path2D path(String steps) {
    Path2D path = new Path2D.Double();
    Matcher step = STEP.matcher(steps);
    while (step.find()) {
      char kind = step.group().charAt(0);
      if (kind == 'Z') {
        path.closePath();
      } else if (kind == 'M') {
        path.moveTo(next(step), next(step));
      } else if (kind == 'L') {
        path.lineTo(next(step), next(step));
      } else {
        throw new IllegalStateException("step " + step.group() + " of a path");
      }
    }
    return path;
  }

  private static double next(Matcher step) {
    step.find();
    return Double.parseDouble(step.group());
  }

  private static AffineTransform transformed(AffineTransform outer, String transform) {
    AffineTransform place = new AffineTransform(outer);
    Matcher one = TRANSFORM.matcher(transform);
    while (one.find()) {
      double[] values = numbers(one.group(2));
      if (one.group(1).equals("translate")) {
        place.translate(values[0], values[1]);
      } else {
        double x = values.length > 1 ? values[1] : 0;
        double y = values.length > 1 ? values[2] : 0;
        place.translate(x, y);
        place.concatenate(turn(values[0]));
        place.translate(-x, -y);
      }
    }
    return place;
  }

  private static AffineTransform turn(double degrees) {
    if (degrees % 90 == 0) {
      return AffineTransform.getQuadrantRotateInstance((int) (degrees / 90));
    }
    double angle = StrictMath.toRadians(degrees);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    return new AffineTransform(cos, sin, -sin, cos, 0, 0);
  }

  private static double number(Element element, String name) {
    return number(element, name, "");
  }

  private static double number(Element element, String name, String unit) {
    String value = element.getAttribute(name);
    return value.isEmpty() ? 0 : Double.parseDouble(value.replace(unit, ""));
  }

  private static double[] numbers(String list) {
    String[] parts = list.strip().toLowerCase(Locale.ROOT).split("[\\s,]+");
    double[] numbers = new double[list.isBlank() ? 0 : parts.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Double.parseDouble(parts[i]);
    }
    return numbers;
  }
}
