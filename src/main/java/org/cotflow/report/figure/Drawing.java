package org.cotflow.report.figure;

import java.io.IOException;
import org.cotflow.report.chart.Figure;

/**
 * A figure that may be drawn.
 *
 * @param title of the figure, also where it cannot be drawn
 */
public record Drawing(String title, Source source) {
  /** Draws the figure. */
  public interface Source {
    /** The figure; null where there is nothing to show. */
    Figure draw() throws IOException;
  }

  /** The figure; null where there is nothing to show. */
  public Figure draw() throws IOException {
    return source.draw();
  }
}
