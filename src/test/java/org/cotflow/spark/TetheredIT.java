package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TetheredIT {
  private static final long PATIENCE_SECONDS = 600;

  @TempDir Path directory;

  /** Never ends by itself. */
  public static final class Endless {
    private Endless() {}

    /** Says that it runs. */
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(arguments[0]);
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void aProcessEndsWithTheOneThatHoldsItsInput() throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            StandaloneCluster.tether(directory) + ":" + Path.of("target", "test-classes"),
            Tethered.class.getName(),
            Endless.class.getName(),
            "running");
    Process process = new ProcessBuilder(command).start();
    assertEquals("running", process.inputReader().readLine());
    assertTrue(process.isAlive());
    process.getOutputStream().close(); // as the system does when this process dies
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it lives on");
    assertEquals(137, process.exitValue());
  }
}
