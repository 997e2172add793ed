package org.cotflow.report.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.report.ReportedRuns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the server answers, and what. */
class LiveServerTest {
  @TempDir static Path directory;

  private static LiveServer server;
  private static String root;

  @BeforeAll
  static void start() throws IOException {
    Path run = ReportedRuns.train(directory.resolve("run"), "flow.steps=2", "network.depth=2");
    server = LiveServer.start(List.of(Locations.of(run.toString())), 0);
    root = server.address().getPath();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What comes back for these lines of a request. */
  private static String answer(String... head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String get(String path, String... further) throws IOException {
    return answer(
        Stream.concat(
                Stream.of("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close"),
                Stream.of(further))
            .toArray(String[]::new));
  }

  private static int code(String answer) {
    return Integer.parseInt(answer.split(" ")[1]);
  }

  @Test
  void thePageIsThereForItsToken() throws IOException {
    assertTrue(root.matches("/[0-9a-f]{32}/"), root);
    String page = get(root);
    assertEquals(200, code(page));
    assertTrue(page.contains("<h1>Cotflow watch run</h1>"), page);
    assertTrue(page.contains("<title id=\"chart-1-title\">Risk</title>"), page);
    assertTrue(page.contains(">ended</dd>"), page);
    assertTrue(page.contains("Cache-control: no-store"), page);
    assertFalse(page.contains("Access-control"), page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/0123456789abcdef0123456789abcdef/",
        "TOKEN",
        "TOKEN/2",
        "TOKEN/0",
        "TOKEN/1/",
        "TOKEN/config.conf",
        "TOKEN/../config.conf",
        "TOKEN/%2e%2e/config.conf",
        "TOKEN/..%2fconfig.conf",
        "TOKEN//etc/passwd",
        "/favicon.ico"
      })
  void thereIsNothingElse(String path) throws IOException {
    String answer = get(path.replace("TOKEN", root.substring(0, root.length() - 1)));
    assertEquals(404, code(answer), answer);
    assertTrue(answer.endsWith("There is no such page.\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8000", "127.0.0.1", "[::1]:8", "LOCALHOST"})
  void loopbackNamesAreAnswered(String host) throws IOException {
    assertEquals(
        200, code(answer("GET " + root + " HTTP/1.1", "Host: " + host, "Connection: close")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: localhost.evil.example",
        "Host: 127.0.0.1.evil.example:80",
        "Host: 10.0.0.1",
        "Host:",
        "X-Nothing: 1",
        "Host: localhost\r\nHost: evil.example"
      })
  void otherNamesAreNot(String header) throws IOException {
    String answer = answer("GET " + root + " HTTP/1.1", header, "Connection: close");
    assertTrue(code(answer) == 403 || code(answer) == 400, answer);
    assertFalse(answer.contains("Cotflow"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})
  void thereIsNothingButReading(String method) throws IOException {
    String answer =
        answer(
            method + " " + root + " HTTP/1.1",
            "Host: localhost",
            "Content-Length: 0",
            "Connection: close");
    assertEquals(405, code(answer), answer);
    assertTrue(answer.contains("Allow: GET, HEAD"), answer);
  }

  @Test
  void headIsGetWithoutTheBody() throws IOException {
    String head = answer("HEAD " + root + " HTTP/1.1", "Host: localhost", "Connection: close");
    assertEquals(200, code(head));
    assertTrue(head.endsWith("\r\n\r\n"), head);
    String page = get(root);
    int length =
        page.substring(page.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(head.contains("Content-length: " + length + "\r\n"), head);
  }

  @Test
  void aPageThatIsTheSameIsNotSentAgain() throws IOException {
    String page = get(root);
    String tag = page.replaceAll("(?s).*\r\nEtag: (\"[0-9a-f]{64}\")\r\n.*", "$1");
    String again = get(root, "If-None-Match: " + tag);
    assertEquals(304, code(again), again);
    assertTrue(again.endsWith("\r\n\r\n"), again);
  }

  /** A script that is not the page's own does not run, and nothing is asked of other hosts. */
  @Test
  void thePolicyNamesTheOneScript() throws IOException {
    String page = get(root);
    assertTrue(page.contains("content=\"default-src 'none';"), page);
    assertTrue(
        page.matches(
            "(?s).*script-src ('sha256-[A-Za-z0-9+/=]{44}' ?)+; connect-src 'self'; img-src"
                + " data:\".*"),
        page);
    assertFalse(page.matches("(?s).*https?://(?!www.w3.org/).*"), page);
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    UserInputException taken =
        Assertions.assertThrows(
            UserInputException.class,
            () -> LiveServer.start(List.of(), server.address().getPort()));
    assertTrue(taken.getMessage().contains("choose another with --port"), taken.getMessage());
  }

  @Test
  void nothingIsWrittenIntoTheRun() throws IOException {
    List<String> before = files();
    get(root);
    assertEquals(before, files());
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.map(Path::toString).sorted().toList();
    }
  }
}
