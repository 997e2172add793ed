package org.cotflow.bench;

import ai.djl.engine.Engine;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.BlockKernels;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times whole training steps of Cotflow and PyTorch and prints a table in Markdown. */
@Command(
    name = "scripts/bench steps",
    description =
        "Times training steps of Cotflow and of PyTorch (CPU, double precision) turn and turn about"
            + " and prints a table in Markdown.",
    mixinStandardHelpOptions = true)
final class StepBenchmark implements Callable<Integer> {
  @Option(
      names = "--shape",
      paramLabel = "d,M,K,N",
      description = "A shape to run; may be given many times. Default: the table of the docs.")
  private List<String> shapes = new ArrayList<>();

  @Option(
      names = "--maps",
      description =
          "Gated units, convolutions and attention at two sizes each, instead of neurons.")
  private boolean maps;

  @Option(
      names = "--seconds",
      description = "Counted seconds per contender and shape; default ${DEFAULT-VALUE}.")
  private double seconds = 6;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Seconds per contender before anything counts; default ${DEFAULT-VALUE}.")
  private double warmUp = 3;

  @Option(names = "--threads", description = "Threads of either side; default: all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--one-thread", description = "Cotflow on one thread takes part as well.")
  private boolean oneThread;

  @Option(
      names = "--cpu-time",
      description =
          "Time by the CPU time of the calling thread; goes with --threads 1, for a machine that"
              + " others use too.")
  private boolean cpuTime;

  @Option(names = "--no-pytorch", description = "Cotflow alone.")
  private boolean alone;

  private final PrintStream out = System.out;

  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new StepBenchmark());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          if (failure instanceof UserInputException) {
            line.getErr().println(failure.getMessage());
            return 2;
          }
          throw failure;
        });
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    // Read by PyTorch's engine when it starts.
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    out.println(machine());
    out.println();
    out.println(
        (maps ? "| map " : "")
            + "| d | M | K | N | Cotflow ms | "
            + (oneThread ? "one thread ms | threads' gain | " : "")
            + (alone
                ? ""
                : "autograd ms | "
                    + (maps ? "" : "matmul ms | ")
                    + "PyTorch / Cotflow | at least | ")
            + "ns per pair and core | GFLOP/s | risk | steps |");
    int columns = 9 + (oneThread ? 2 : 0) + (alone ? 0 : 4) + (maps && alone ? 1 : 0);
    out.println("|" + "---|".repeat(columns));
    List<StepShape> chosen = shapes.stream().map(StepShape::parse).toList();
    if (chosen.isEmpty()) {
      chosen = List.of(maps ? StepShape.MAPS : StepShape.STANDARD);
    } else if (maps) {
      throw new UserInputException("--maps has shapes of its own; leave --shape out");
    }
    for (StepShape shape : chosen) {
      run(shape);
    }
    return 0;
  }

  private String machine() {
    String java = "Java " + System.getProperty("java.version");
    String torch = "";
    if (!alone) {
      Engine engine = Engine.getEngine("PyTorch");
      torch = ", PyTorch " + engine.getVersion();
    }
    return java
        + ", "
        + BlockKernels.description()
        + torch
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads")
        + (cpuTime ? ", CPU time" : "");
  }

  private LongSupplier clock() {
    if (!cpuTime) {
      return System::nanoTime;
    }
    if (threads != 1 || oneThread) {
      throw new UserInputException("--cpu-time needs --threads 1 and no --one-thread");
    }
    return ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
  }

  private void run(StepShape shape) throws InterruptedException {
    StepProblem problem = StepProblem.of(shape);
    List<Contender> contenders = new ArrayList<>();
    try {
      contenders.add(new CotflowSteps(problem, threads));
      if (oneThread) {
        contenders.add(new CotflowSteps(problem, 1));
      }
      if (!alone && maps) {
        contenders.add(new MapSteps(problem));
      } else if (!alone) {
        contenders.add(new AutogradSteps(problem));
        contenders.add(new MatmulSteps(problem));
      }
      print(shape, new Race(warmUp, seconds, clock()).run(contenders));
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private void print(StepShape shape, Race.Result result) {
    double[] medians = result.medians();
    double ours = medians[0];
    StringBuilder row = new StringBuilder();
    row.append(maps ? "| " + Keyword.of(shape.kind()) + " " : "");
    row.append(
        String.format(
            Locale.ROOT,
            "| %d | %d | %d | %d | %.2f | ",
            shape.stateDim(),
            shape.width(),
            shape.depth(),
            shape.samples(),
            1e3 * ours));
    if (oneThread) {
      row.append(String.format(Locale.ROOT, "%.2f | %.2f | ", 1e3 * medians[1], medians[1] / ours));
    }
    if (!alone) {
      double opponent = Double.POSITIVE_INFINITY;
      for (int i = oneThread ? 2 : 1; i < medians.length; i++) {
        row.append(String.format(Locale.ROOT, "%.2f | ", 1e3 * medians[i]));
        opponent = Math.min(opponent, medians[i]);
      }
      row.append(
          String.format(
              Locale.ROOT,
              "**%.2f** | %s | ",
              opponent / ours,
              shape.floor() == 0 ? "" : Double.toString(shape.floor())));
    }
    row.append(
        String.format(
            Locale.ROOT,
            "%.2f | %s | %.12g | %d |",
            1e9 * ours * threads / shape.pairs(),
            maps
                ? ""
                : String.format(
                    Locale.ROOT, "%.1f", 1e-9 * shape.pairs() * shape.flopsPerPair() / ours),
            result.risks()[0],
            result.steps()));
    out.println(row);
  }
}
