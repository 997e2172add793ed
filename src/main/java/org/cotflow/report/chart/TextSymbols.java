package org.cotflow.report.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * The characters that marks of a text chart are drawn with: that of the legend's entry of the same
 * ink, and of the same kind of line where there are several; marks that the legend does not know
 * have further ones, one an ink.
 */
final class TextSymbols {
  private static final String ALL = "*o+x#@%&=~ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final List<LegendKey> legend;
  private final List<Ink> others = new ArrayList<>();

  TextSymbols(List<LegendKey> legend) {
    this.legend = legend;
  }

  /** The symbol of the legend's entry of this number. */
  static char at(int number) {
    return ALL.charAt(number % ALL.length());
  }

  char of(Mark mark) {
    Ink ink = ink(mark);
    int first = -1;
    for (int i = 0; i < legend.size(); i++) {
      LegendKey key = legend.get(i);
      if (key.ink() == ink && key.shape() == shape(mark)) {
        return at(i);
      }
      first = first < 0 && key.ink() == ink ? i : first;
    }
    if (first >= 0) {
      return at(first);
    }
    if (!others.contains(ink)) {
      others.add(ink);
    }
    return at(legend.size() + others.indexOf(ink));
  }

  private static Ink ink(Mark mark) {
    if (mark instanceof Mark.Line line) {
      return line.ink();
    } else if (mark instanceof Mark.Lines lines) {
      return lines.ink();
    } else if (mark instanceof Mark.Points points) {
      return points.ink();
    } else if (mark instanceof Mark.Intervals intervals) {
      return intervals.ink();
    } else if (mark instanceof Mark.Rectangles rectangles) {
      return rectangles.ink();
    }
    return mark instanceof Mark.Band band ? band.ink() : Ink.TEXT;
  }

  private static LegendKey.Shape shape(Mark mark) {
    if (mark instanceof Mark.Line line) {
      return LegendKey.Shape.valueOf(line.dash().name());
    }
    return mark instanceof Mark.Points ? LegendKey.Shape.POINT : LegendKey.Shape.SOLID;
  }
}
