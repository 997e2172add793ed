package org.cotflow.cli.reading;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cotflow.analysis.CertificateSearch;
import org.cotflow.analysis.CertificateVerification;
import org.cotflow.analysis.Certification;
import org.cotflow.analysis.CertifiedRun;
import org.cotflow.analysis.StoredStart;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.terminal.RunProgress;
import org.cotflow.cli.terminal.Termination;
import org.cotflow.config.BuiltIns;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.Workplace;
import org.cotflow.format.Json;
import org.cotflow.launch.ClusterWorkplace;
import org.cotflow.launch.EngineChoice;
import org.cotflow.report.proof.CertificateTable;
import org.cotflow.run.certificate.CertificateJson;
import org.cotflow.run.certificate.Certified;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow certify}: whether a flow is guaranteed to converge. */
@Command(
    name = "certify",
    header = "Prove that the flow converges, or say what fails.",
    description =
        "Proves, or fails to prove, that the gradient flow of an experiment, or from a snapshot of"
            + " a run, converges, and at what rate: by a lower bound of the Polyak-Lojasiewicz"
            + " constant over a ball of measures that holds the whole flow. Where it fails it says"
            + " by which term, and what would do: a scale, width or state dimension, or for a run"
            + " the risk that is needed and when it will be reached. A certificate of a run is"
            + " written to certificate.json there. The last line is for programs: certificate"
            + " holds|fails RATE RADIUS. The exit code is 0 in both cases.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow certify certified --run",
      "  cotflow certify moons --set data.samples=8",
      "  cotflow certify my.conf --set network.scale=400 --run --csv steps.csv",
      "  cotflow certify runs/digits --step 100",
      "  cotflow certify --verify runs/digits/certificate.json"
    })
public final class CertifyCommand extends Subcommand<CertifyCommand.Result> {
  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT|RUN",
      description =
          "A built-in experiment (see cotflow list), a .conf file, or a run directory; with"
              + " --verify a run directory, if it is not the one that the file names or lies in.")
  private String name;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Sets a configuration key (see cotflow config), of a run one that --resume may change;"
              + " may be given many times.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "Of a run: the snapshot of this flow step; by default the last.")
  private Integer step;

  @Option(
      names = "--run",
      description =
          "Also trains from there, in memory, and compares every step with what is guaranteed, if"
              + " it is.")
  private boolean run;

  @Option(
      names = "--no-search",
      description = "Does not look for a width or state dimension where the certificate fails.")
  private boolean noSearch;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Writes the certificate, holding or not, with every constant of its proof to this file.")
  private String out;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "With --run: also writes one row per step to this file.")
  private String csv;

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description =
          "Proves a certificate of a run again, from its file, the snapshot and the data, in"
              + " interval arithmetic by code of its own, and names the line that fails if one"
              + " does.")
  private String verified;

  /** A second name: one of both is the file after {@code --json}, as {@code --out} was called. */
  @Parameters(index = "1", arity = "0..1", hidden = true)
  private String other;

  /**
   * What the command has found.
   *
   * @param holds whether the certificate holds, or was proved again
   * @param rate proved; null for {@code --verify}
   * @param radius of the ball; null for {@code --verify}
   * @param certificate as {@code --out} writes it; null for {@code --verify}
   * @param verification line by line; null without {@code --verify}
   */
  record Result(
      boolean holds,
      Double rate,
      Double radius,
      Map<String, Object> certificate,
      CertificateVerification verification) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    if (other != null) {
      takeFormerFile();
    }
    if (csv != null && !run) {
      throw new UserInputException("--csv writes the steps of a run; give --run too");
    }
    if (csv != null) {
      fileFor("--csv", csv);
    }
    if (out != null) {
      fileFor("--out", out);
    }
    if (verified != null) {
      return verify();
    }
    if (name == null) {
      throw new UserInputException(
          "certify needs a built-in experiment (see cotflow list), a .conf file or a run"
              + " directory");
    }
    boolean ofRun = BuiltIns.named(name).isEmpty() && RunDirectory.isRun(Locations.of(name));
    if (!ofRun && step != null) {
      throw new UserInputException("--step is of a run, and " + name + " is none");
    }
    if (!ofRun && name.contains("/") && !Locations.of(name).exists()) {
      throw new UserInputException(
          name + " does not exist; give an experiment or the directory of a run");
    }
    return ofRun ? certifyRun(Locations.of(name)) : certifyExperiment();
  }

  @Override
  protected boolean printsJson() {
    return super.printsJson() && other == null;
  }

  private void takeFormerFile() {
    boolean first = name.endsWith(".json");
    if (!super.printsJson() || out != null || !first && !other.endsWith(".json")) {
      throw new UserInputException(
          "certify takes one experiment or run, not both %s and %s".formatted(name, other));
    }
    out = first ? name : other;
    name = first ? other : name;
  }

  private Answer<Result> verify() throws IOException {
    if (run || out != null || step != null || !sets.isEmpty()) {
      throw new UserInputException(
          "--verify takes no --run, --out, --step or --set: the file says what it is about");
    }
    CertificateVerification verification =
        CertificateVerification.of(
            Locations.of(verified), name == null ? null : Locations.of(name));
    new CertificateTable(out()).verification(verification);
    out().flush();
    if (verification.failing() != null) {
      throw new UserInputException(
          verified + " is refused: its " + verification.failing() + " is not proved");
    }
    return Answer.done(new Result(true, null, null, null, verification));
  }

  private Answer<Result> certifyRun(Location place) throws IOException {
    StoredStart start = StoredStart.open(place, step, sets);
    Certification certification;
    Certified certified;
    try (Workplace workplace =
        ClusterWorkplace.of(start.problem().experiment(), "cotflow certify")) {
      certification = Certification.of(start, workplace);
      certified = certification.certified(workplace);
    }
    CertificateTable table = table(certification, certified);
    CertifiedRun compared = compared(table, certification);
    String text = text(certification, certified, List.of(), compared);
    write(out, text);
    if (out == null && certified.holds()) {
      RunFile.CERTIFICATE.in(place).replaceText(text);
    }
    return finished(table, certified, text);
  }

  private Answer<Result> certifyExperiment() throws IOException {
    Function<List<String>, Experiment> experiments = this::experiment;
    Experiment experiment = experiments.apply(List.of());
    Certification certification;
    Certified certified;
    try (Workplace workplace = ClusterWorkplace.of(experiment, "cotflow certify")) {
      certification = Certification.of(experiment, workplace);
      certified = certification.certified(workplace);
    }
    certification.problem().noteAssumptions(this::note);
    CertificateTable table = table(certification, certified);
    List<CertificateSearch.Finding> findings = new ArrayList<>();
    if (!certified.holds()) {
      table.scale(certified.certificate());
      if (!noSearch) {
        out().flush();
        CertificateSearch search = new CertificateSearch(experiments, certification);
        findings.add(search.width());
        findings.add(search.stateDim());
        findings.forEach(table::finding);
      }
    }
    CertifiedRun compared = compared(table, certification);
    String text = text(certification, certified, findings, compared);
    write(out, text);
    return finished(table, certified, text);
  }

  private static String text(
      Certification certification,
      Certified certified,
      List<CertificateSearch.Finding> findings,
      CertifiedRun compared) {
    Map<String, Integer> holdsFor = new LinkedHashMap<>();
    findings.forEach(finding -> holdsFor.put(finding.key(), finding.smallest()));
    return CertificateJson.text(
        certified,
        new CertificateJson.Advice(
            certification.forecast(), holdsFor, compared == null ? null : compared.holds()));
  }

  private CertificateTable table(Certification certification, Certified certified) {
    CertificateTable table = new CertificateTable(out());
    table.problem(certification);
    table.terms(certification.certificate());
    table.verdict(certified, certification.forecast());
    table.wholeKernel(certified);
    return table;
  }

  private Answer<Result> finished(CertificateTable table, Certified certified, String text)
      throws IOException {
    table.lastLine(certified);
    return Answer.done(
        new Result(
            certified.holds(),
            certified.bound(),
            certified.radius(),
            Json.parse(text).values(),
            null));
  }

  private Experiment experiment(List<String> further) {
    List<String> all = new ArrayList<>(sets);
    all.addAll(further);
    return ExperimentConfig.load(
        name, all, Map.of("output.record-every", 1), EngineChoice.underSparkSubmit());
  }

  /** Null where nothing was to be compared, or nothing is guaranteed. */
  private CertifiedRun compared(CertificateTable table, Certification certification)
      throws IOException {
    if (!run) {
      return null;
    }
    PrintWriter results = out();
    if (!certification.certificate().holds()) {
      results.println("the kernels of the layers guarantee nothing, so nothing was trained");
      return null;
    }
    try (RunProgress progress = new RunProgress(messages(), Termination.never())) {
      progress.begins(certification.problem().experiment());
      CertifiedRun compared =
          CertifiedRun.of(certification.problem(), certification.certificate(), progress);
      table.run(compared, certification.certificate());
      write(csv, compared.csv());
      return compared;
    }
  }
}
