package org.cotflow.report.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;

/**
 * Serves the pages of a {@link LiveSite} to browsers of this machine.
 *
 * <p>It listens on the loopback address alone. Other users of the machine do not know the token in
 * its addresses. A page of another site cannot read it either: requests whose Host header is no
 * loopback name are refused, as a name that was rebound to this address would send, and no header
 * allows other origins. There is nothing but GET and HEAD.
 */
public final class LiveServer implements AutoCloseable {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final int THREADS = 2;

  private final HttpServer server;
  private final ExecutorService threads;
  private final String token = UUID.randomUUID().toString().replace("-", "");
  private final LiveSite site;

  private LiveServer(HttpServer server, LiveSite site) {
    this.server = server;
    this.site = site;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "watch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to serve.
   *
   * @param places directories of runs or sweeps, or directories of these; what comes later is found
   * @param port 0 for any that is free
   * @throws UserInputException if the port is taken
   */
  public static LiveServer start(List<Location> places, int port) throws IOException {
    LiveSite site = new LiveSite(places);
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException taken) {
      throw new UserInputException(
          "port %s cannot be used (%s); choose another with --port, or leave it out"
              .formatted(Integer.toString(port), taken.getMessage()),
          taken);
    }
    LiveServer live = new LiveServer(server, site);
    server.createContext("/", live::answer);
    server.setExecutor(live.threads);
    server.start();
    return live;
  }

  /** The address of the first page, with its token. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    return URI.create("http://127.0.0.1:" + bound.getPort() + "/" + token + "/");
  }

  /** What can be followed at present. */
  public List<String> followed() throws IOException {
    return site.followed();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!asksThisMachine(exchange.getRequestHeaders())) {
        send(exchange, 403, "text/plain", "This page answers to loopback names only.\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain", "There is nothing but GET and HEAD.\n");
      } else {
        String page = page(exchange.getRequestURI().getRawPath());
        if (page == null) {
          send(exchange, 404, "text/plain", "There is no such page.\n");
        } else {
          send(exchange, 200, "text/html", page);
        }
      }
    }
  }

  private static boolean asksThisMachine(Headers headers) {
    List<String> hosts = headers.get("Host");
    return hosts != null
        && hosts.size() == 1
        && LOOPBACK.contains(hosts.get(0).toLowerCase(Locale.ROOT).replaceAll(":\\d+$", ""));
  }

  /** Null where there is none, which an address without the token does not tell apart. */
  private String page(String path) {
    String[] parts = path == null ? new String[0] : path.split("/", -1);
    boolean known =
        parts.length == 3
            && parts[0].isEmpty()
            && MessageDigest.isEqual(
                parts[1].getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    return known ? site.page(parts[2]) : null;
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    String tag = "\"" + Sha256.of(body) + "\"";
    headers.set("ETag", tag);
    if (code == 200 && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(code, -1);
    } else {
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
