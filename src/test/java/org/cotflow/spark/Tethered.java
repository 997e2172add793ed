package org.cotflow.spark;

import java.io.IOException;
import java.util.List;

/**
 * Runs another main class in a process that does not outlive the one that started it: standard
 * input, a pipe that the parent holds, ends with the parent however that ends.
 */
public final class Tethered {
  /** The same for any command, which follows these words: the shell becomes it. */
  static final List<String> SHELL =
      List.of(
          "bash",
          "-c",
          "exec 3<&0 </dev/null; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec \"$@\" 3<&-",
          "tethered");

  private Tethered() {}

  /** The name of the main class, then its arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread tether = new Thread(Tethered::awaitEndOfInput, "tether");
    tether.setDaemon(true);
    tether.start();
    String[] rest = new String[arguments.length - 1];
    System.arraycopy(arguments, 1, rest, 0, rest.length);
    Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException closed) {
      // The parent is gone all the same.
    }
    Runtime.getRuntime().halt(137);
  }
}
