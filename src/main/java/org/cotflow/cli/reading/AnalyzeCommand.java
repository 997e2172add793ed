package org.cotflow.cli.reading;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cotflow.analysis.RunAnalysis;
import org.cotflow.analysis.RunAnalysis.AtSnapshot;
import org.cotflow.base.Locations;
import org.cotflow.base.Printable;
import org.cotflow.base.ShortestDouble;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.PlaceOption;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.engine.Workplace;
import org.cotflow.theory.DecayFit;
import org.cotflow.theory.KernelSpectra;
import org.cotflow.theory.PlDiagnostics;
import org.cotflow.theory.spectrum.Spectrum;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow analyze}: kernels and Polyak-Lojasiewicz constants of a run. */
@Command(
    name = "analyze",
    header = "Show kernels, constants and decay along a run.",
    description =
        "Prints for every snapshot of a run the spectra of the layers' kernels, the observed"
            + " Polyak-Lojasiewicz constant, its proved lower bound, and how fast the risk decays.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow analyze runs/diabetes",
      "  cotflow analyze runs/digits --step 0 --csv layers.csv",
      "  cotflow analyze runs/digits --set engine.kind=spark"
    })
public final class AnalyzeCommand extends Subcommand<AnalyzeCommand.Result> {
  private static final String HEADER =
      "step,flow_time,layer,width,"
          + "kernel_min,kernel_min_bound,kernel_max,kernel_condition,kernel_method,kernel_residual,"
          + "tangent_min,tangent_min_bound,tangent_max,tangent_condition,tangent_method,"
          + "tangent_residual,jacobian_norm,risk,grad_norm_sq,dissipation,kernel_form_difference,"
          + "pl_ratio,pl_bound,flow_ratio,flow_bound,decay_rate,decay_r2,decay_from,decay_to\n";

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private String run;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The snapshot of this flow step alone; by default all.")
  private Integer step;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Also writes one row per snapshot and layer to this file.")
  private String csv;

  @Mixin private PlaceOption placeOption;

  /** What the command has found. */
  record Result(String run, List<Found> snapshots) {}

  /** At one snapshot; null where something does not apply. */
  record Found(
      int step,
      double flowTime,
      double risk,
      double gradNormSquared,
      double dissipation,
      Double kernelFormDifference,
      double plRatio,
      double plBound,
      double flowRatio,
      double flowBound,
      DecayFit decay,
      List<Layer> layers) {}

  /** A layer; {@code kernel} is null where the map is linear in no part. */
  record Layer(int layer, int width, Ends kernel, Ends tangent, double jacobianNorm) {}

  /** The ends of a spectrum. */
  record Ends(
      double smallest,
      double smallestBound,
      double largest,
      double condition,
      String method,
      double residual,
      boolean converged) {
    private static Ends of(Spectrum spectrum) {
      if (spectrum == null) {
        return null;
      }
      return new Ends(
          spectrum.smallest(),
          spectrum.smallestBound(),
          spectrum.largest(),
          spectrum.condition(),
          spectrum.method().keyword(),
          spectrum.residual(),
          spectrum.converged());
    }
  }

  @Override
  protected Answer<Result> answer() throws IOException {
    if (csv != null) {
      fileFor("--csv", csv);
    }
    try (Workplace place = placeOption.open("analyze")) {
      return Answer.done(new Result(run, analyze(RunAnalysis.open(Locations.of(run), place))));
    }
  }

  private List<Found> analyze(RunAnalysis analysis) throws IOException {
    List<Integer> steps = step != null ? List.of(step) : analysis.steps();
    if (step == null && !analysis.unreadable().isEmpty()) {
      messages()
          .note(
              "snapshots that are half written or damaged are left out: steps "
                  + analysis.unreadable());
    }
    PrintWriter out = out();
    StringBuilder rows = new StringBuilder(HEADER);
    List<Found> snapshots = new ArrayList<>();
    for (int wanted : steps) {
      messages().stage("analyzing step " + wanted);
      AtSnapshot at = analysis.at(wanted);
      snapshots.add(found(at));
      print(out, at, analysis.missing());
      addRows(rows, at);
    }
    write(csv, rows.toString());
    return snapshots;
  }

  private static Found found(AtSnapshot at) {
    PlDiagnostics found = at.diagnostics();
    return new Found(
        at.step(),
        at.flowTime(),
        found.risk(),
        found.gradNormSquared(),
        found.dissipation(),
        at.kernelFormDifference(),
        found.ratio(),
        found.lowerBound(),
        found.flowRatio(),
        found.flowLowerBound(),
        at.decay(),
        found.layers().stream()
            .map(
                layer ->
                    new Layer(
                        layer.layer(),
                        layer.width(),
                        Ends.of(layer.features()),
                        Ends.of(layer.tangent()),
                        layer.jacobianNorm()))
            .toList());
  }

  private static void print(PrintWriter out, AtSnapshot at, String missing) {
    out.println("step " + at.step() + ", flow time " + Printable.number(at.flowTime()));
    out.printf(
        "%5s %11s %11s %10s %-7s %11s %11s %10s %-7s %10s%n",
        "layer",
        "kernel min",
        "max",
        "condition",
        "by",
        "tangent min",
        "max",
        "condition",
        "by",
        "|DF|");
    for (KernelSpectra layer : at.diagnostics().layers()) {
      out.printf(
          Locale.ROOT,
          "%5d %s %s %10.4g%n",
          layer.layer(),
          text(layer.features()),
          text(layer.tangent()),
          layer.jacobianNorm());
    }
    PlDiagnostics found = at.diagnostics();
    if (found.layers().stream().anyMatch(AnalyzeCommand::isOpen)) {
      out.println("lanczos?: not converged; --csv has the residuals");
    }
    out.println("risk                    " + found.risk());
    out.println("grad_norm_sq            " + found.gradNormSquared() + " (kernel form)");
    out.println(
        "  against the history   "
            + (at.kernelFormDifference() == null
                ? "no full-batch row of this step"
                : at.kernelFormDifference() + " relative difference"));
    out.println("P-L constant observed   " + found.ratio());
    out.println("            lower bound " + bound(found.lowerBound(), missing));
    out.println("of the flow observed    " + found.flowRatio());
    out.println("            lower bound " + bound(found.flowLowerBound(), missing));
    out.println("decay rate of the risk  " + text(at.decay()));
    out.println();
    out.flush();
  }

  private static boolean isOpen(KernelSpectra layer) {
    boolean featuresOpen = layer.features() != null && !layer.features().converged();
    return featuresOpen || !layer.tangent().converged();
  }

  private static String text(Spectrum spectrum) {
    if (spectrum == null) {
      return "%11s %11s %10s %-7s".formatted("-", "-", "-", "none");
    }
    return String.format(
        Locale.ROOT,
        "%11.4g %11.4g %10s %-7s",
        spectrum.smallest(),
        spectrum.largest(),
        condition(spectrum.condition()),
        spectrum.method().keyword() + (spectrum.converged() ? "" : "?"));
  }

  private static String condition(double condition) {
    return Double.isInfinite(condition)
        ? "infinite"
        : String.format(Locale.ROOT, "%.3g", condition);
  }

  private static String bound(double bound, String missing) {
    return Double.isNaN(bound) ? "none: " + missing : String.valueOf(bound);
  }

  private static String text(DecayFit decay) {
    return decay == null
        ? "none: fewer than 3 recorded rows with a positive risk"
        : decay.rate()
            + " (R^2 "
            + decay.rSquared()
            + ", "
            + decay.count()
            + " rows from flow time "
            + Printable.number(decay.fromTime())
            + " to "
            + Printable.number(decay.toTime())
            + ")";
  }

  private static void addRows(StringBuilder rows, AtSnapshot at) {
    PlDiagnostics found = at.diagnostics();
    DecayFit decay = at.decay();
    for (KernelSpectra layer : found.layers()) {
      add(rows, at.step(), at.flowTime(), layer.layer(), layer.width());
      add(rows, layer.features());
      add(rows, layer.tangent());
      add(rows, layer.jacobianNorm(), found.risk(), found.gradNormSquared(), found.dissipation());
      add(rows, at.kernelFormDifference());
      add(rows, found.ratio(), number(found.lowerBound()));
      add(rows, found.flowRatio(), number(found.flowLowerBound()));
      add(
          rows,
          decay == null ? null : decay.rate(),
          decay == null ? null : number(decay.rSquared()),
          decay == null ? null : decay.fromTime(),
          decay == null ? null : decay.toTime());
      rows.setCharAt(rows.length() - 1, '\n');
    }
  }

  private static void add(StringBuilder rows, Spectrum spectrum) {
    if (spectrum == null) {
      rows.append(",,,,,,");
      return;
    }
    add(rows, spectrum.smallest(), spectrum.smallestBound(), spectrum.largest());
    add(rows, spectrum.condition());
    rows.append(spectrum.method().keyword()).append(',');
    add(rows, spectrum.residual());
  }

  private static void add(StringBuilder rows, Number... cells) {
    for (Number cell : cells) {
      rows.append(ShortestDouble.cell(cell)).append(',');
    }
  }

  /** Empty where it does not apply. */
  private static Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
