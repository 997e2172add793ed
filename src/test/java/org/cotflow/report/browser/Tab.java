package org.cotflow.report.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A page in a browser, and all that happened while it was loaded. */
public final class Tab {
  private static final int HEIGHT = 900;
  private static final long LOAD_SECONDS = 300;

  private final DevTools devTools;
  private final String session;

  Tab(DevTools devTools, String session) {
    this.devTools = devTools;
    this.session = session;
  }

  void load(URI address, int width, boolean dark) {
    for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
      devTools.call(session, domain + ".enable", DevTools.fields());
    }
    devTools.call(
        session,
        "Emulation.setDeviceMetricsOverride",
        DevTools.fields(
            "width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", width < 600));
    media(dark ? "dark" : "light", "");
    devTools.call(session, "Page.navigate", DevTools.fields("url", address.toString()));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOAD_SECONDS);
    while (devTools.events(session, "Page.loadEventFired").isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(address + " was not loaded");
      }
      Thread.onSpinWait();
    }
  }

  /** Shows the page as a printer would get it, or on a screen. */
  public void media(String scheme, String type) {
    devTools.call(
        session,
        "Emulation.setEmulatedMedia",
        DevTools.fields(
            "media",
            type,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The value of a JavaScript expression. */
  public JsonNode value(String expression) {
    JsonNode result =
        devTools.call(
            session,
            "Runtime.evaluate",
            DevTools.fields("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Brings the tab to the front and waits until a JavaScript expression is true. */
  public void await(String expression) throws InterruptedException {
    devTools.call(session, "Page.bringToFront", DevTools.fields());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOAD_SECONDS);
    while (!value(expression).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "never true: " + expression + ": " + value("document.body.innerText"));
      }
      Thread.sleep(50);
    }
  }

  /** The addresses of everything that the page asked for. */
  public List<String> requests() {
    return devTools.events(session, "Network.requestWillBeSent").stream()
        .map(event -> event.get("request").get("url").asText())
        .toList();
  }

  /** What a console of the page would show as an error or a warning. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (String method :
        List.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")) {
      devTools.events(session, method).forEach(event -> complaints.add(event.toString()));
    }
    return complaints;
  }

  /** A picture of the whole page as PNG. */
  public void screenshot(Path file) throws IOException {
    JsonNode picture =
        devTools.call(
            session, "Page.captureScreenshot", DevTools.fields("captureBeyondViewport", true));
    Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
  }

  /** The page as PDF. */
  public void print(Path file) throws IOException {
    JsonNode printed =
        devTools.call(session, "Page.printToPDF", DevTools.fields("printBackground", false));
    Files.write(file, Base64.getDecoder().decode(printed.get("data").asText()));
  }
}
