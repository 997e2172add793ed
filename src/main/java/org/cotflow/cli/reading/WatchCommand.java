package org.cotflow.cli.reading;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.report.live.LiveServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow watch}: pages that follow runs and sweeps. */
@Command(
    name = "watch",
    header = "Follow runs and sweeps live in a browser.",
    description =
        "Prints the address of a page on this machine that follows runs and sweeps while they go"
            + " on: curves, layers, energy balance, time, memory, and the last recorded steps. It"
            + " reads their directories, on any file system, and changes nothing; a run may go on"
            + " anywhere. An interrupt (Ctrl-C) ends it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow watch runs/digits",
      "  cotflow watch runs",
      "  cotflow watch hdfs://namenode/user/me/runs/wide",
      "  cotflow watch runs --port 8000"
    })
public final class WatchCommand extends Subcommand<WatchCommand.Result> {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description =
          "Run directories, sweep directories, or directories of these; also such that come later.")
  private List<String> places;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port of the page; by default any that is free.")
  private int port;

  private LiveServer server;

  /**
   * What the command has found.
   *
   * @param address of the page
   * @param followed the runs and sweeps that are there
   */
  record Result(String address, List<String> followed) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    if (port < 0 || port > 65_535) {
      throw new UserInputException("--port " + port + ": expected an integer from 0 to 65535");
    }
    List<Location> directories = places.stream().map(Locations::of).toList();
    for (Location directory : directories) {
      if (directory.exists() && !directory.isDirectory()) {
        throw new UserInputException(
            directory + " is a file; give the directory of a run or a sweep, or one of these");
      }
    }
    server = LiveServer.start(directories, port);
    List<String> followed = server.followed();
    out().println("open " + server.address());
    messages().lines("follows " + String.join(", ", followed) + "; Ctrl-C ends it");
    return Answer.done(new Result(server.address().toString(), followed));
  }

  /** Serves until the process ends. */
  @Override
  protected void goOn() throws InterruptedException {
    spec().commandLine().getOut().flush();
    try {
      new CountDownLatch(1).await();
    } finally {
      server.close();
    }
  }
}
