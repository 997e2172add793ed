package org.cotflow.report.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cotflow.base.Locations;

/**
 * A Chromium without a window, with a profile of its own, stopped by {@link #close}. It tells its
 * port in a file of its profile.
 */
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long START_SECONDS = 300;
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final Path profile;
  private final DevTools devTools;

  private Browser(Process process, Path profile, DevTools devTools) {
    this.process = process;
    this.profile = profile;
    this.devTools = devTools;
  }

  /**
   * Starts the browser.
   *
   * @param scratch an empty directory for its profile and its messages
   */
  public static Browser start(Path scratch) throws IOException, InterruptedException {
    Path profile = Files.createDirectories(scratch.resolve("profile"));
    Process process =
        new ProcessBuilder(
                program(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--no-first-run",
                "--no-proxy-server",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("browser.log").toFile())
            .start();
    try {
      DevTools devTools = DevTools.connect(endpoint(process, profile, scratch));
      return new Browser(process, profile, devTools);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  private static String program() {
    for (String name : NAMES) {
      for (String directory : System.getenv("PATH").split(":")) {
        Path program = Path.of(directory, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    throw new AssertionError(
        "these tests need Chromium; scripts/test installs it, or apt-get install chromium");
  }

  private static URI endpoint(Process process, Path profile, Path scratch)
      throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() == 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      Thread.sleep(50);
    }
    byte[] log = Files.readAllBytes(scratch.resolve("browser.log"));
    throw new AssertionError("no browser: " + new String(log, StandardCharsets.UTF_8));
  }

  /** A tab of its own for one file. */
  public Tab open(Path file, int width, boolean dark) {
    return open(file.toUri(), width, dark);
  }

  /** A tab of its own for one page. */
  public Tab open(URI address, int width, boolean dark) {
    JsonNode target =
        devTools.call(null, "Target.createTarget", DevTools.fields("url", "about:blank"));
    JsonNode attached =
        devTools.call(
            null,
            "Target.attachToTarget",
            DevTools.fields("targetId", target.get("targetId").asText(), "flatten", true));
    Tab tab = new Tab(devTools, attached.get("sessionId").asText());
    tab.load(address, width, dark);
    return tab;
  }

  @Override
  public void close() {
    devTools.close();
    List<ProcessHandle> helpers = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      helpers.forEach(ProcessHandle::destroyForcibly);
      removeProfile();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Helper processes that the browser no longer knows may write to the profile a little longer. */
  private void removeProfile() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (Files.exists(profile)) {
      try {
        Locations.of(profile.toString()).deleteRecursively();
      } catch (IOException stillWritten) {
        if (System.nanoTime() > end) {
          throw new AssertionError("the profile of a stopped browser changes", stillWritten);
        }
        Thread.sleep(50);
      }
    }
  }
}
