package org.cotflow.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** When, where and by which command this program runs: what provenance says of a call. */
public final class Invocation {
  private static volatile String command = "";

  private Invocation() {}

  /** Called by a command line with its words, quoted for a shell and without secrets. */
  public static void setCommand(String words) {
    command = words;
  }

  /** The date and time (UTC), the host, and the command where a command line was called. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("host", hostName());
    if (!command.isEmpty()) {
      facts.put("command", command);
    }
    return facts;
  }

  /** A word for a shell. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The name of this machine; "unknown" where it has none. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
