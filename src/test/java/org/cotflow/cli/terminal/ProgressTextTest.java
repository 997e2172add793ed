package org.cotflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** A line of progress fits whatever terminal it is on. */
class ProgressTextTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 28, 12, 0, 0);
  private static final ProgressText TEXT = new ProgressText("digits", "step", "step", 0, 200);

  private static ProgressText.State at(int count, String doing) {
    return new ProgressText.State(
        count,
        count / 200.0,
        0.0136 * count,
        0.25,
        "risk 0.01222  accuracy 0.9731 (test 0.9500)",
        doing,
        NOON);
  }

  @Test
  void fitsEveryWidth() {
    for (int columns = 20; columns < 200; columns++) {
      for (int count : new int[] {0, 1, 57, 199, 200}) {
        String bar = TEXT.bar(at(count, null), columns);
        assertTrue(bar.length() < columns, columns + ": " + bar);
        assertTrue(bar.contains(count / 2 + "%"), columns + ": " + bar);
        assertTrue(TEXT.bar(at(count, "writing the report"), columns).length() < columns);
        String cut = TEXT.bar(at(count, "writing the snapshot of step 5"), columns);
        assertTrue(cut.length() < columns && cut.contains("writing the"), columns + ": " + cut);
      }
    }
  }

  @Test
  void leavesOutWhatHasNoRoom() {
    assertEquals("50%  1 s left", TEXT.bar(at(100, null), 20));
    assertEquals("digits  50%  100/200  1 s left", TEXT.bar(at(100, null), 40));
    assertEquals(
        "digits  50%  [=====>    ]  100/200  0.0136 s/step  1 s left", TEXT.bar(at(100, null), 60));
    assertEquals(
        "digits  50%  [=======>       ]  100/200  0.0136 s/step  1 s left  ends 12:00:01",
        TEXT.bar(at(100, null), 80));
    String wide = TEXT.bar(at(100, null), 132);
    assertTrue(wide.endsWith("  risk 0.01222  accuracy 0.9731 (test 0.9500)"), wide);
  }

  @Test
  void saysWhatItDoesAfterTheLastStep() {
    assertTrue(TEXT.bar(at(200, "writing the report"), 40).endsWith("writing the report"));
    assertEquals("step 200/200  writing the report", TEXT.line(at(200, "writing the report")));
    assertEquals(
        "step 100/200  risk 0.01222  accuracy 0.9731 (test 0.9500)  0.0136 s/step"
            + "  1 s left, ends 12:00:01",
        TEXT.line(at(100, null)));
  }

  /** The runs of a sweep take so different times that seconds per run would contradict the rest. */
  @Test
  void thereIsNoPaceOfWhatDiffers() {
    ProgressText runs = new ProgressText("runs", "runs", "", 0, 56);
    ProgressText.State first = new ProgressText.State(1, 0.5, 44.8, 0, "", null, NOON);
    assertEquals("runs 1/56  45 s left, ends 12:00:45", runs.line(first));
    assertEquals("runs  1%  1/56  45 s left", runs.bar(first, 28));
  }

  @Test
  void quietMessagesSayNothing() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    Messages messages =
        new Messages(
            new PrintStream(shown, true, StandardCharsets.UTF_8),
            Messages.Level.QUIET,
            ProgressLine.Kind.NONE);
    messages.note("something");
    messages.stage("something");
    try (ProgressLine line = messages.begin("digits", "step", "step", 0, 2)) {
      line.stepTo(1);
      line.say("risk 1", true);
      messages.note("again");
    }
    assertEquals("", shown.toString(StandardCharsets.UTF_8));
  }

  /** A note stands above the bar, and the bar is drawn again below it. */
  @Test
  void notesDoNotBreakTheBar() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    Messages messages =
        new Messages(
            new PrintStream(shown, true, StandardCharsets.UTF_8),
            Messages.Level.USUAL,
            ProgressLine.Kind.BAR);
    try (ProgressLine line = messages.begin("digits", "step", "step", 0, 2)) {
      line.stepTo(2);
      messages.note("something");
    }
    String text = shown.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("note: something" + System.lineSeparator()), text);
    assertTrue(text.contains("digits  100%"), text);
    assertTrue(text.endsWith(System.lineSeparator()), text);
  }
}
