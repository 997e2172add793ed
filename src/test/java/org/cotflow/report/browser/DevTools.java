package org.cotflow.report.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The Chrome DevTools protocol over a WebSocket: calls with their answers, and events. */
final class DevTools implements WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long ANSWER_SECONDS = 300;

  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();
  private WebSocket socket;

  static DevTools connect(URI endpoint) throws IOException, InterruptedException {
    DevTools devTools = new DevTools();
    try {
      devTools.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(endpoint, devTools)
              .get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return devTools;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no connection to " + endpoint, e);
    }
  }

  /** An object of names and values. */
  static ObjectNode fields(Object... namesAndValues) {
    ObjectNode fields = JSON.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.set((String) namesAndValues[i], JSON.valueToTree(namesAndValues[i + 1]));
    }
    return fields;
  }

  /**
   * Calls a method and waits for its result.
   *
   * @param session of a tab; null for the browser
   */
  JsonNode call(String session, String method, ObjectNode parameters) {
    int id = calls.incrementAndGet();
    ObjectNode message = fields("id", id, "method", method);
    message.set("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).join();
    JsonNode received = answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    if (received.has("error")) {
      throw new AssertionError(method + ": " + received.get("error"));
    }
    return received.get("result");
  }

  /** The parameters of all events of this name in a tab so far. */
  List<JsonNode> events(String session, String method) {
    return events.stream()
        .filter(event -> event.path("sessionId").asText().equals(session))
        .filter(event -> event.path("method").asText().equals(method))
        .map(event -> event.get("params"))
        .toList();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      String text = partial.toString();
      partial.setLength(0);
      receive(text);
    }
    from.request(1);
    return null;
  }

  private void receive(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      if (message.has("id")) {
        waiting.remove(message.get("id").asInt()).complete(message);
      } else {
        events.add(message);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    waiting.values().forEach(answer -> answer.completeExceptionally(failure));
  }

  void close() {
    socket.abort();
  }
}
