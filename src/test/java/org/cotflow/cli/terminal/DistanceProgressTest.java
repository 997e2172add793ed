package org.cotflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.cotflow.transport.DistanceMonitor;
import org.cotflow.transport.Slice;
import org.junit.jupiter.api.Test;

class DistanceProgressTest {
  @Test
  void isSilentInAnotherProcess() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new DistanceProgress(Messages.of(Messages.Level.USUAL, true)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertSame(DistanceMonitor.Silent.MONITOR, in.readObject());
    }
  }

  @Test
  void saysNothingOfWhatIsQuick() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (DistanceProgress progress =
        new DistanceProgress(
            new Messages(
                new PrintStream(shown, true, StandardCharsets.UTF_8),
                Messages.Level.USUAL,
                ProgressLine.Kind.LINES))) {
      Slice slice = new Slice(0, 0, 0, 1, 1);
      progress.narrowed(slice, 1, 2);
      progress.solved(slice);
    }
    assertEquals("", shown.toString(StandardCharsets.UTF_8));
  }
}
