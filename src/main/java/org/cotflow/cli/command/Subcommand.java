package org.cotflow.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cotflow.base.JarLoader;
import org.cotflow.base.LocalFiles;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.terminal.Messages;
import org.cotflow.format.Json;
import org.cotflow.run.store.RunFile;
import org.cotflow.run.store.StoredMeasure;
import org.cotflow.sweep.SweepFiles;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What all commands have: options for help, version and output, and where they print.
 *
 * <p>A command prints its result as text while it finds it, and returns it as a record. With {@code
 * --json} the text goes nowhere, and the record is printed instead.
 *
 * @param <R> the result; its components are the fields that docs/json.md lists
 */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public abstract class Subcommand<R extends Record> implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  private final OutputOptions output = new OutputOptions();

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description =
          "A jar with a class that network.map names; may be given many times. Executors get it"
              + " too.")
  private final List<Path> jars = new ArrayList<>();

  private Messages messages;
  private PrintWriter out;

  /** Does the work, and prints its result to {@link #out}. */
  protected abstract Answer<R> answer() throws Exception;

  /** Whether the record is printed in place of text. */
  protected boolean printsJson() {
    return output.json();
  }

  @Override
  public final Integer call() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    if (!jars.isEmpty()) {
      thread.setContextClassLoader(JarLoader.of(jars));
    }
    try {
      return done();
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  private int done() throws Exception {
    messages = output.messages();
    PrintWriter results = spec.commandLine().getOut();
    out = printsJson() ? new PrintWriter(Writer.nullWriter()) : results;
    Answer<R> answer = answer();
    if (printsJson() && answer.result() != null) {
      results.print(Json.render(answer.result()));
    }
    results.flush();
    if (answer.failure() != null) {
      throw new IllegalStateException(answer.failure());
    }
    if (System.out.checkError()) {
      return answer.exitCode(); // nobody has seen the result; the program says why
    }
    goOn();
    messages.stage("done");
    return answer.exitCode();
  }

  /** What a command does after its result is printed, such as serving pages; else nothing. */
  protected void goOn() throws Exception {}

  /** For results as text. */
  protected final PrintWriter out() {
    return out;
  }

  /** For what is said beside results: progress, notes, stages of the work. */
  protected final Messages messages() {
    return messages;
  }

  /** For what belongs to the end of a command, such as how it was stopped, but to no result. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  protected final CommandSpec spec() {
    return spec;
  }

  /** Whether plain text is asked for. */
  protected final boolean plain() {
    return output.plain();
  }

  public final boolean trace() {
    return output.trace();
  }

  /** Says something on standard error that does not stop the command. */
  protected final void note(String text) {
    messages.note(text);
  }

  /** Writes a report and notes what it misses; a result is no worse where there can be none. */
  protected final void writeReport(Callable<List<String>> report) {
    try {
      report.call().forEach(this::note);
    } catch (Exception | OutOfMemoryError failure) {
      note("no report was written: " + Failures.describe(failure));
    }
  }

  /** Particles of networks that differ otherwise can be mixed, but their user should know. */
  protected final void noteOtherNetwork(StoredMeasure one, StoredMeasure other) {
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

  /** Refuses two options of which only one may be given. */
  protected static void requireOne(String one, boolean given, String other, boolean givenToo) {
    if (given && givenToo) {
      throw new UserInputException(one + " and " + other + " exclude each other; leave one out");
    }
  }

  /**
   * The file that an option asks for. Called before the work, so that none is done in vain.
   *
   * @throws UserInputException where it is a directory or a file that a run or a sweep needs, or no
   *     file can be made there
   */
  protected static Location fileFor(String option, String path) throws IOException {
    Location file = Locations.of(path);
    if (file.isDirectory()) {
      throw new UserInputException(option + " " + path + " is a directory; give the file to write");
    }
    Location directory = Locations.parentOf(file);
    boolean ofRun = directory != null && RunFile.isNeeded(directory, file.name());
    if (ofRun || directory != null && SweepFiles.isNeeded(directory, file.name())) {
      throw new UserInputException(
          "%s %s is a file of a %s; give another name or directory"
              .formatted(option, path, ofRun ? "run" : "sweep"));
    }
    LocalFiles.requireWritable(file);
    return file;
  }

  /** As {@link #fileFor}, of a directory that may be there. */
  protected static Location directoryFor(String option, String path) throws IOException {
    Location directory = Locations.of(path);
    if (directory.exists() && !directory.isDirectory()) {
      throw new UserInputException(option + " " + path + " is a file; give a directory");
    }
    LocalFiles.requireWritable(directory.resolve("file"));
    return directory;
  }

  /** Writes a file that was asked for; does nothing where {@code file} or {@code text} is null. */
  protected static void write(String file, String text) throws IOException {
    if (file != null && text != null) {
      Locations.of(file).replace(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
