package org.cotflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a terminal shows of a bar, at any width, when notes come and when the width changes. */
class ProgressLineTest {
  /** A terminal that wraps what is too long, again where its width changes. */
  private static final class Screen {
    private static final Pattern PIECE =
        Pattern.compile("\\033\\[(\\d+)A|\\033\\[J|\r\n|\r|\n|[^\\033\r\n]+");

    /** Each up to a line feed, with as many rows as its length takes. */
    private final List<String> lines = new ArrayList<>(List.of(""));

    private int row;
    private int column;

    void print(String text, int width) {
      Matcher pieces = PIECE.matcher(text);
      while (pieces.find()) {
        String piece = pieces.group();
        if (piece.endsWith("A")) {
          row -= Integer.parseInt(pieces.group(1));
        } else if (piece.endsWith("J")) {
          clear(width);
        } else if (piece.equals("\r")) {
          column = 0;
        } else if (piece.endsWith("\n")) {
          lines.add("");
          row = 0;
          column = 0;
        } else {
          write(piece, width);
        }
      }
    }

    /** Rows count from the first of the last line; a bar never lies in more lines than one. */
    private void clear(int width) {
      assertTrue(row >= 0, "above the bar");
      String last = lines.get(lines.size() - 1);
      lines.set(lines.size() - 1, last.substring(0, Math.min(last.length(), row * width)));
    }

    private void write(String text, int width) {
      String last = lines.get(lines.size() - 1);
      assertEquals(row * width + column, last.length(), "overwrites");
      lines.set(lines.size() - 1, last + text);
      column += text.length();
    }

    /** The cursor stays behind the last letter. */
    void resize(int width) {
      int length = lines.get(lines.size() - 1).length();
      row = Math.max(0, length - 1) / width;
      column = length - row * width;
    }
  }

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Screen screen = new Screen();

  private void show(int width) {
    screen.print(shown.toString(StandardCharsets.UTF_8), width);
    shown.reset();
  }

  @ParameterizedTest
  @CsvSource({"132, 60", "80, 40", "60, 132", "80, 20", "20, 80"})
  void oneRowRemains(int before, int after) {
    AtomicInteger width = new AtomicInteger(before);
    ProgressText text = new ProgressText("digits", "step", "step", 0, 200);
    PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    try (ProgressLine line =
        new ProgressLine(err, ProgressLine.Kind.BAR, text, width::get, () -> {})) {
      synchronized (line) { // the clock draws when it is told to
        for (int count : IntStream.rangeClosed(1, 100).toArray()) {
          line.stepTo(count);
          line.say("risk 0.01222  accuracy 0.9731 (test 0.9500)", false);
          line.draw();
          show(width.get());
          assertTrue(screen.lines.get(0).length() < width.get(), screen.lines.get(0));
          if (count == 50) {
            width.set(after);
            screen.resize(after);
          }
        }
        line.above("note: something");
        line.doing("writing the report");
        line.draw();
        show(after);
        assertEquals(2, screen.lines.size());
        assertEquals("note: something", screen.lines.get(0));
        assertTrue(screen.lines.get(1).contains("writing the report"), screen.lines.get(1));
        line.stepTo(200);
      }
    }
    show(after);
    assertEquals("", screen.lines.get(2));
    assertTrue(screen.lines.get(1).contains("100%"), screen.lines.get(1));
    assertTrue(screen.lines.get(1).length() < after, screen.lines.get(1));
  }

  /** A snapshot of the first step takes what it takes; the pace is that of the steps. */
  @Test
  void thePaceLeavesOutWhatComesBeforeTheFirstStep() throws InterruptedException {
    ProgressText text = new ProgressText("digits", "step", "step", 3, 5);
    PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    try (ProgressLine line =
        new ProgressLine(err, ProgressLine.Kind.LINES, text, () -> 80, () -> {})) {
      Thread.sleep(60);
      long before = System.nanoTime();
      line.stepTo(3);
      line.stepTo(4);
      double seconds = (System.nanoTime() - before) / 1e9;
      line.say("risk 1", true);
      String said = shown.toString(StandardCharsets.UTF_8);
      Matcher pace = Pattern.compile("risk 1  (\\S+) s/step").matcher(said);
      assertTrue(pace.find(), said);
      assertTrue(Double.parseDouble(pace.group(1)) <= 1.01 * seconds, said + " of " + seconds);
    }
  }

  @Test
  void linesGoOnAfterSomethingThatTookLong() {
    ProgressText text = new ProgressText("digits", "step", "step", 0, 9);
    PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
    AtomicLong nanos = new AtomicLong();
    long threeSeconds = 3_000_000_000L;
    try (ProgressLine line =
        new ProgressLine(err, ProgressLine.Kind.LINES, text, () -> 80, () -> {}, nanos::get)) {
      for (int step = 1; step <= 2; step++) {
        line.doing("writing the snapshot");
        nanos.addAndGet(threeSeconds);
        line.beat();
        nanos.addAndGet(threeSeconds);
        line.beat();
        line.doing(null);
        line.stepTo(step);
        line.say("risk " + step, false);
        nanos.addAndGet(threeSeconds);
        line.stepTo(step);
        line.say("risk " + step + "0", false);
      }
    }
    List<String> said = shown.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(6, said.size(), said.toString());
    for (int row = 0; row < said.size(); row++) {
      String expected = row % 3 == 0 ? "writing the snapshot" : "risk " + (row / 3 + 1);
      assertTrue(said.get(row).contains(expected), said.toString());
    }
  }
}
