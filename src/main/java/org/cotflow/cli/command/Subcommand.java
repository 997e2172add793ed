package org.cotflow.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.cotflow.base.Locations;
import org.cotflow.run.store.StoredMeasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have: the options for help and version, and where they print. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public abstract class Subcommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** For results. */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For errors. */
  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Says something on standard error that does not stop the command. */
  public void note(String text) {
    err().println("note: " + text);
    err().flush();
  }

  /** Writes a report and notes what it misses; a result is no worse where there can be none. */
  public void writeReport(Callable<List<String>> report) {
    try {
      report.call().forEach(this::note);
    } catch (Exception failure) {
      note("no report was written: " + Failures.describe(failure));
    }
  }

  /** Particles of networks that differ otherwise can be mixed, but their user should know. */
  public void noteOtherNetwork(StoredMeasure one, StoredMeasure other) {
    String difference = one.surroundings().differenceTo(other.surroundings());
    if (difference != null) {
      note(
          other.name()
              + " has another "
              + difference
              + " than "
              + one.name()
              + ", whose is written");
    }
  }

  /** Writes a file that was asked for; does nothing where {@code file} or {@code text} is null. */
  public static void write(String file, String text) throws IOException {
    if (file != null && text != null) {
      Locations.of(file).replace(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
