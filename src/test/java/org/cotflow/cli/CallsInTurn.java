package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that runs commands one after the other in its working directory. */
final class CallsInTurn {
  private static final String CALLS = "calls";
  private static final String SAID = "said";

  private CallsInTurn() {}

  /**
   * What a call came to.
   *
   * @param text what it printed, on both streams
   */
  record Said(String call, int code, String text) {}

  /** The command that runs these calls, each a list of words, in a directory. */
  static List<String> command(Path directory, List<List<String>> calls) throws IOException {
    Files.write(
        directory.resolve(CALLS), calls.stream().map(words -> String.join("\t", words)).toList());
    List<String> command = ChildRun.command(List.of());
    command.set(command.indexOf(Main.class.getName()), CallsInTurn.class.getName());
    return command;
  }

  /**
   * Runs a command in a directory, which has to end well.
   *
   * @return the file of what it printed
   */
  static Path run(Path directory, List<String> command) throws IOException, InterruptedException {
    Path printed = directory.resolve("printed");
    Process child =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertTrue(child.waitFor(10, TimeUnit.MINUTES), "still running");
    assertEquals(0, child.exitValue(), Files.readString(printed));
    return printed;
  }

  /** What the process left there. */
  static List<Said> said(Path directory) throws IOException {
    List<Said> all = new ArrayList<>();
    for (String call : Files.readString(directory.resolve(SAID)).substring(1).split("\0")) {
      String[] parts = call.split("\n", 3);
      all.add(new Said(parts[0], Integer.parseInt(parts[1]), parts[2]));
    }
    return all;
  }

  public static void main(String[] arguments) throws Exception {
    StringBuilder said = new StringBuilder();
    for (String line : Files.readAllLines(Path.of(CALLS))) {
      String[] words = line.split("\t");
      Call call = words[0].equals("watch") ? watched(words) : Call.of(words);
      String shown = String.join(" ", words);
      said.append("\0" + shown + "\n" + call.code() + "\n" + call.out() + call.err());
    }
    Files.writeString(Path.of(SAID), said);
    Runtime.getRuntime().halt(0); // pages are served until the process ends
  }

  /** Code 0 if the page is there. */
  private static Call watched(String... words) throws IOException, InterruptedException {
    PrintStream former = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    Thread serving = new Thread(() -> Main.run(words), Arrays.toString(words));
    serving.start();
    Pattern open = Pattern.compile("open (http://\\S+)\n");
    Matcher address = open.matcher("");
    while (serving.isAlive() && !address.find()) {
      Thread.sleep(10);
      address = open.matcher(out.toString(StandardCharsets.UTF_8));
    }
    System.setOut(former);
    if (!serving.isAlive()) {
      return new Call(1, out.toString(StandardCharsets.UTF_8), "");
    }
    HttpURLConnection page =
        (HttpURLConnection) URI.create(address.group(1)).toURL().openConnection();
    return new Call(page.getResponseCode() == HttpURLConnection.HTTP_OK ? 0 : 1, "", "");
  }
}
