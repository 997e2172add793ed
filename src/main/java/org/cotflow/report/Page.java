package org.cotflow.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cotflow.base.Keyword;
import org.cotflow.base.Sha256;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.ColorScale;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.SvgChart;

/**
 * Puts a page together: one HTML file with its style sheet, its drawings and a script inside, and
 * with a policy that forbids it to load anything or to run another script. It can be read without
 * the script, which shows values at the cursor, hides series and sorts tables. All texts given to
 * it are escaped.
 */
public final class Page {
  private static final String SCRIPT = resource("report.js");

  /** Nothing is loaded, and no script runs but the page's own. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " script-src "
          + source(SCRIPT);

  /** In a command: no line is broken after one of its hyphens. */
  private static final Pattern HYPHENATED = Pattern.compile("(?<!\\S)\\S*-\\S*");

  /** Before a negative number among words or in a cell, and before a negative power of ten. */
  private static final Pattern MINUS = Pattern.compile("(?<=^|\\s|\\de)-(?=\\d)");

  /** Between a number and its unit: no line is broken there. */
  private static final Pattern BESIDE_UNIT =
      Pattern.compile("(?<=\\d) (?=%)|(?<=\\b[mt]) (?== \\d)|(?<=\\b[mt][ \u00a0]=) (?=\\d)");

  /** Letters of a cell from which on it may take several lines. */
  private static final int LONG_CELL = 28;

  private static final int WIDTH = 440;
  private static final int HEIGHT = 300;
  private static final int SMALL_WIDTH = 290;
  private static final int SMALL_HEIGHT = 260;

  private final StringBuilder html = new StringBuilder();
  private final MissingFigures missing;
  private final Live live;
  private int charts;

  private Page(MissingFigures missing, Live live) {
    this.missing = missing;
    this.live = live;
  }

  /**
   * How a page follows what it shows.
   *
   * @param script runs in the page, and may ask the page's own server
   * @param seconds after which a browser without scripts loads the page again
   */
  public record Live(String script, int seconds) {
    String head() {
      return "<link rel=\"icon\" href=\"data:,\">\n"
          + "<noscript><meta http-equiv=\"refresh\" content=\""
          + seconds
          + "\"></noscript>\n";
    }

    /** What the policy of a page allows besides. */
    String policy() {
      return " " + source(script) + "; connect-src 'self'; img-src data:";
    }
  }

  /** A script as a policy names it. */
  private static String source(String script) {
    byte[] digest = HexFormat.of().parseHex(Sha256.of(script));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  /**
   * The whole page.
   *
   * @param missing told of figures that cannot be drawn; the page says so in their places
   */
  static String of(Document document, MissingFigures missing) {
    return of(document, missing, null);
  }

  /** A page that a server keeps up to date; {@code live} is null where the page is a file. */
  public static String of(Document document, MissingFigures missing, Live live) {
    Page page = new Page(missing, live);
    page.begin(document.title(), document.subtitle());
    document.sections().forEach(page::add);
    return page.html
        + "</main>\n<footer>"
        + Html.escaped(document.footer())
        + "</footer>\n<script>"
        + SCRIPT
        + (live == null ? "" : "</script>\n<script>" + live.script())
        + "</script>\n</body></html>\n";
  }

  private void add(Document.Section section) {
    if (section instanceof Document.Heading heading) {
      html.append("<h2>").append(Html.escaped(heading.text())).append("</h2>\n");
    } else if (section instanceof Document.Paragraph paragraph) {
      html.append("<p>").append(shown(paragraph.text())).append("</p>\n");
    } else if (section instanceof Document.Remarks remarks) {
      remarks(remarks.sentences());
    } else if (section instanceof Document.Tiles tiles) {
      tiles(tiles.numbers());
    } else if (section instanceof Document.Facts facts) {
      facts(facts.facts());
    } else if (section instanceof Document.Table table) {
      table(table.columns(), table.rows(), List.of());
    } else if (section instanceof Document.Linked linked) {
      table(linked.table().columns(), linked.table().rows(), linked.addresses());
    } else if (section instanceof Document.Link link) {
      html.append("<p>").append(linked(link.text(), link.address())).append("</p>\n");
    } else if (section instanceof Document.Command command) {
      html.append("<pre class=\"command\">")
          .append(Html.escaped(command.text()))
          .append("</pre>\n");
    } else if (section instanceof Document.Folded folded) {
      folded(folded.title(), folded.text());
    } else if (section instanceof Document.Figures figures) {
      figures(figures.figures());
    }
  }

  /** Two in a row where the page is wide; a figure of several panels has a row of its own. */
  private void figures(List<Figure> figures) {
    html.append("<div class=\"figures\">\n");
    boolean besides = false;
    for (int i = 0; i < figures.size(); i++) {
      boolean wide = isWide(figures.get(i));
      boolean last = i + 1 == figures.size() || isWide(figures.get(i + 1));
      figure(figures.get(i), wide ? " wide" : last && !besides ? " alone" : "");
      besides = !wide && !last && !besides;
    }
    html.append("</div>\n");
  }

  private static boolean isWide(Figure figure) {
    return figure.charts().size() > 1;
  }

  private void begin(String title, String subtitle) {
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .append(POLICY)
        .append(live == null ? "" : live.policy())
        .append("\">\n")
        .append(live == null ? "" : live.head())
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(Html.escaped(title))
        .append("</title>\n<style>\n")
        .append(resource("report.css"))
        .append("</style></head><body>\n<header><h1>")
        .append(Html.escaped(title))
        .append("</h1>\n<p class=\"subtitle\">")
        .append(Html.escaped(subtitle))
        .append("</p></header>\n<main>\n");
  }

  /** The text of a file beside this class. */
  public static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void remarks(List<String> remarks) {
    if (!remarks.isEmpty()) {
      html.append("<ul class=\"remarks\">\n");
      remarks.forEach(remark -> html.append("<li>").append(Html.escaped(remark)).append("</li>\n"));
      html.append("</ul>\n");
    }
  }

  private void tiles(Map<String, String> numbers) {
    html.append("<dl class=\"tiles\">\n");
    numbers.forEach(
        (name, number) ->
            html.append("<div><dt>")
                .append(Html.escaped(name))
                .append("</dt><dd>")
                .append(shown(number))
                .append("</dd></div>\n"));
    html.append("</dl>\n");
  }

  private void facts(Map<String, String> facts) {
    html.append("<table class=\"facts\"><tbody>\n");
    facts.forEach(
        (name, value) ->
            html.append("<tr><th scope=\"row\">")
                .append(Html.escaped(name))
                .append("</th><td>")
                .append(hyphenated(Html.escaped(value)))
                .append("</td></tr>\n"));
    html.append("</tbody></table>\n");
  }

  private static String hyphenated(String escaped) {
    return HYPHENATED.matcher(escaped).replaceAll("<span>$0</span>");
  }

  /** Text with minus signs as in charts and numbers beside their units, escaped. */
  private static String shown(String text) {
    String signed = MINUS.matcher(Html.escaped(text)).replaceAll("\u2212");
    String together = signed.replace("|\u00b2", "|\u2060\u00b2"); // no line begins with a square
    return BESIDE_UNIT.matcher(together).replaceAll("\u00a0");
  }

  private static String linked(String text, String address) {
    return "<a href=\"" + Html.escaped(address) + "\">" + Html.escaped(text) + "</a>";
  }

  /**
   * A table that scrolls within itself where the page is narrow.
   *
   * @param addresses where the first cells lead; empty where they lead nowhere
   */
  private void table(List<String> columns, List<List<String>> rows, List<String> addresses) {
    html.append("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
    columns.forEach(
        column ->
            html.append(isLong(column) ? "<th scope=\"col\" class=\"long\">" : "<th scope=\"col\">")
                .append(Html.escaped(column))
                .append("</th>"));
    html.append("</tr></thead><tbody>\n");
    for (int r = 0; r < rows.size(); r++) {
      html.append("<tr>");
      for (int c = 0; c < rows.get(r).size(); c++) {
        String cell = rows.get(r).get(c);
        boolean leads = c == 0 && !addresses.isEmpty();
        html.append(isLong(cell) ? "<td class=\"long\">" : "<td>")
            .append(
                leads
                    ? linked(cell, addresses.get(r))
                    : isLong(cell) ? hyphenated(shown(cell)) : shown(cell))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  private static boolean isLong(String cell) {
    return cell.length() >= LONG_CELL;
  }

  private void folded(String title, String text) {
    html.append("<details><summary>")
        .append(Html.escaped(title))
        .append("</summary>\n<pre>")
        .append(Html.escaped(text))
        .append("</pre></details>\n");
  }

  private void figure(Figure figure, String kind) {
    int panels = figure.charts().size();
    html.append("<section class=\"figure")
        .append(kind)
        .append("\"><h3>")
        .append(Html.escaped(figure.title()))
        .append("</h3>\n<div class=\"panels\">\n");
    for (Chart chart : figure.charts()) {
      html.append(panels > 2 ? "<div class=\"panel small\">" : "<div class=\"panel\">");
      if (panels > 1) {
        html.append("<h4>").append(Html.escaped(chart.title())).append("</h4>");
      }
      html.append(drawn(chart, panels)).append(colorBar(chart)).append("</div>\n");
    }
    html.append("</div>\n");
    legend(figure.legend());
    html.append("<p class=\"caption\">").append(shown(figure.caption())).append("</p></section>\n");
  }

  private String drawn(Chart chart, int panels) {
    boolean small = panels > 2;
    try {
      return SvgChart.of(
          chart, "chart-" + ++charts, small ? SMALL_WIDTH : WIDTH, small ? SMALL_HEIGHT : HEIGHT);
    } catch (RuntimeException failure) {
      return "<p>" + Html.escaped(missing.add(chart.title(), failure)) + "</p>";
    }
  }

  private static String colorBar(Chart chart) {
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Cells cells) {
        ColorScale scale = ColorScale.of(cells);
        if (!(scale.low() < scale.high())) {
          return "";
        }
        return "<div class=\"colorbar\"><span>"
            + shown(cells.shown(scale.low()))
            + "</span><i style=\"background:"
            + ColorScale.gradient()
            + "\"></i><span>"
            + shown(cells.shown(scale.high()))
            + (scale.logarithmic() ? " (log)" : "")
            + "</span></div>";
      }
    }
    return "";
  }

  private void legend(List<LegendKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    html.append("<ul class=\"legend\">");
    for (LegendKey key : keys) {
      html.append("<li data-ink=\"")
          .append(Keyword.of(key.ink()))
          .append("\" data-shape=\"")
          .append(Keyword.of(key.shape()))
          .append("\"><svg class=\"key\" aria-hidden=\"true\" viewBox=\"0 0 26 10\">")
          .append(symbol(key))
          .append("</svg>")
          .append(shown(key.name()))
          .append("</li>");
    }
    html.append("</ul>\n");
  }

  private static String symbol(LegendKey key) {
    String ink = key.ink().css();
    String stroke = "<path d=\"M1 5H25\" fill=\"none\" stroke=\"" + ink + "\" stroke-width=\"2.4\"";
    return switch (key.shape()) {
      case SOLID -> stroke + "/>";
      case DASHED -> stroke + " stroke-dasharray=\"7 4\"/>";
      case DOTTED -> stroke + " stroke-dasharray=\"2 3\"/>";
      case AREA -> "<rect x=\"4\" width=\"18\" height=\"10\" fill=\"" + ink + "\"/>";
      case POINT -> "<circle cx=\"13\" cy=\"5\" r=\"3.5\" fill=\"" + ink + "\"/>";
    };
  }
}
