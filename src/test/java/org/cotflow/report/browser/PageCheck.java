package org.cotflow.report.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What every page has to be, whatever it shows. */
public final class PageCheck {
  /**
   * Texts of charts that lie outside their chart or the window or on one another, charts that are
   * not whole, and texts that stand out too little from what is behind them: by a contrast of less
   * than 4.5, as WCAG 2 computes it.
   */
  private static final String FAULTS =
      """
      (() => {
        const faults = [];
        for (const chart of document.querySelectorAll('svg.chart')) {
          const name = chart.querySelector('title').textContent;
          const box = chart.getBoundingClientRect();
          if (box.width < 200 || box.height < 150) faults.push(name + ': small');
          for (const text of chart.querySelectorAll('text')) {
            const t = text.getBoundingClientRect();
            if (t.left < box.left - 1 || t.right > box.right + 1 || t.top < box.top - 1
                || t.bottom > box.bottom + 1 || t.left < 0 || t.right > innerWidth)
              faults.push(name + ': clipped "' + text.textContent + '"');
          }
          for (const axis of ['x', 'y']) {
            const title = chart.querySelector('.axis-title-' + axis);
            if (!title || !title.textContent.trim()) faults.push(name + ': no label of ' + axis);
            if (!chart.querySelector('.axis-text-' + axis)) faults.push(name + ': no ticks of ' + axis);
          }
          for (const title of chart.querySelectorAll('[class^="axis-title"]'))
            for (const tick of chart.querySelectorAll('[class^="axis-text"]')) {
              const [a, b] = [title, tick].map(text => text.getBoundingClientRect());
              if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
                  && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
                faults.push(name + ': "' + tick.textContent + '" lies on "' + title.textContent + '"');
            }
          for (const number of chart.querySelectorAll('g[clip-path] text')) {
            const at = number.getBoundingClientRect();
            for (const other of chart.querySelectorAll('g[clip-path] text')) {
              const o = other.getBoundingClientRect();
              if (other !== number && Math.min(at.right, o.right) - Math.max(at.left, o.left) > -1
                  && Math.abs(at.top - o.top) < 1)
                faults.push(name + ': numbers touch "' + number.textContent + '"');
            }
          }
          const drawn = [...chart.querySelectorAll('path, circle, rect')].filter(mark => {
            const b = mark.getBoundingClientRect();
            return b.width + b.height > 2 && getComputedStyle(mark).visibility === 'visible';
          });
          const empty = [...chart.querySelectorAll('path')].filter(p => !p.getAttribute('d'));
          if (drawn.length === 0) faults.push(name + ': nothing drawn');
          if (empty.length > 0) faults.push(name + ': an empty path');
          if (chart.getAttribute('role') !== 'img'
              || !chart.querySelector('desc').textContent.trim()) faults.push(name + ': no words');
        }
        for (const tile of document.querySelectorAll('.tiles dd')) {
          const words = document.createRange();
          words.selectNodeContents(tile);
          const lines = new Set([...words.getClientRects()].map(line => Math.round(line.top))).size;
          if (lines > tile.textContent.trim().split(/\\s+/).length)
            faults.push('broken: "' + tile.textContent + '"');
        }
        const rgb = text => {
          const numbers = (text.match(/[\\d.]+/g) || []).map(Number);
          return numbers.length < 3 || numbers[3] === 0 ? null : numbers.slice(0, 3);
        };
        const light = color => color
          .map(c => c / 255)
          .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
          .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = text => {
          const chart = text.closest('svg.chart');
          if (chart && text.tagName === 'text') {
            const t = text.getBoundingClientRect();
            const under = [...chart.querySelectorAll('rect, path, circle')].filter(mark => {
              const b = mark.getBoundingClientRect();
              const fill = getComputedStyle(mark).fill;
              return rgb(fill) && b.left <= t.left + t.width / 2 && b.right >= t.left + t.width / 2
                  && b.top <= t.top + t.height / 2 && b.bottom >= t.top + t.height / 2
                  && mark.closest('defs, clipPath') === null
                  && (mark.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
            });
            if (under.length > 0 && text.closest('[clip-path]'))
              return rgb(getComputedStyle(under[under.length - 1]).fill);
          }
          for (let at = text; at; at = at.parentElement) {
            const color = rgb(getComputedStyle(at).backgroundColor);
            if (color) return color;
          }
          return [255, 255, 255];
        };
        if (document.body.textContent.includes('R^2')) faults.push('R^2 beside R\u00b2');
        const pale = new Map();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const at = texts.currentNode.parentElement.closest('text') || texts.currentNode.parentElement;
          if (!texts.currentNode.data.trim() || at.getClientRects().length === 0
              || at.closest('script, style, title, desc')) continue;
          const style = getComputedStyle(at);
          const color = rgb(at.closest('svg') ? style.fill : style.color);
          if (!color) continue;
          const [low, high] = [light(color), light(behind(at))].sort((a, b) => a - b);
          const contrast = (high + 0.05) / (low + 0.05);
          if (contrast < 4.5)
            pale.set(at.tagName + '.' + (at.getAttribute('class') || ''),
                'contrast ' + contrast.toFixed(2) + ' of "' + texts.currentNode.data.trim().slice(0, 40) + '"');
        }
        pale.forEach((words, where) => faults.push(where + ': ' + words));
        return faults;
      })()
      """;

  private PageCheck() {}

  /** No complaint, nothing that is clipped, pale or empty, and no wider than the window. */
  public static void requireSound(Tab tab, int width) {
    assertTrue(tab.value("document.title").asText().startsWith("Cotflow"), "not a page of ours");
    assertEquals(List.of(), tab.complaints());
    assertEquals(width, tab.value("innerWidth").asInt());
    assertEquals("[]", faults(tab).toString());
    int needed = tab.value("document.scrollingElement.scrollWidth").asInt();
    assertTrue(needed <= width, "needs " + needed + " of " + width + " pixels");
  }

  /** One text for each fault. */
  public static JsonNode faults(Tab tab) {
    return tab.value(FAULTS);
  }
}
