package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One command as a user gives it, run in this process.
 *
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
public record Call(int code, String out, String err) {
  public static Call of(String... arguments) {
    PrintStream formerOut = System.out;
    PrintStream formerErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(arguments);
      return new Call(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(formerOut);
      System.setErr(formerErr);
    }
  }

  /** A command that ends well. */
  public static Call done(String... arguments) {
    Call call = of(arguments);
    assertEquals(0, call.code(), call.err());
    return call;
  }

  /** A training that ends well. */
  public static Call train(String experiment, Path out, String... assignments) {
    List<String> arguments = new ArrayList<>(List.of("train", experiment, "--out", out.toString()));
    arguments.addAll(TrainCalls.sets(assignments));
    return done(arguments.toArray(String[]::new));
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
