package org.cotflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cotflow.analysis.CertificateJson;
import org.cotflow.analysis.CertificateSearch;
import org.cotflow.analysis.Certification;
import org.cotflow.analysis.CertifiedRun;
import org.cotflow.analysis.WholeKernel;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.report.CertificateTable;
import org.cotflow.theory.certificate.Certificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cotflow certify}: whether the flow of an experiment is guaranteed to converge. */
@Command(
    name = "certify",
    description =
        "Proves, or fails to prove, that the gradient flow of an experiment converges, and at what"
            + " rate: by a lower bound of the Polyak-Lojasiewicz constant over a ball of measures"
            + " that holds the whole flow. Where it fails it says by which term, and for which"
            + " scale, width or state dimension it would not. The last line is for programs:"
            + " certificate holds|fails RATE RADIUS.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow certify certified --run",
      "  cotflow certify moons --set data.samples=8",
      "  cotflow certify my.conf --set network.scale=400 --run --csv steps.csv"
    })
final class CertifyCommand extends Subcommand {
  @Mixin private ExperimentArgument experiment;

  @Option(
      names = "--run",
      description =
          "Also trains, in memory, and compares every step with what is guaranteed, if it is.")
  private boolean run;

  @Option(
      names = "--no-search",
      description = "Does not look for a width or state dimension where the certificate fails.")
  private boolean noSearch;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also writes the certificate, with the sizes of every layer, to this file.")
  private String json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "With --run: also writes one row per step to this file.")
  private String csv;

  @Override
  public Integer call() throws IOException {
    if (csv != null && !run) {
      throw new UserInputException("--csv writes the steps of a run; give --run too");
    }
    Function<List<String>, Experiment> experiments = this::experiment;
    Certification certification = Certification.of(experiments.apply(List.of()));
    Certificate certificate = certification.certificate();
    PrintWriter out = out();
    CertificateTable table = new CertificateTable(out);
    table.problem(certification);
    table.terms(certificate);
    table.verdict(certificate);
    table.wholeKernel(certification, WholeKernel.of(certification));
    List<CertificateSearch.Finding> findings = new ArrayList<>();
    if (!certificate.holds()) {
      table.scale(certificate);
      if (!noSearch) {
        out.flush();
        CertificateSearch search = new CertificateSearch(experiments, certification);
        findings.add(search.width());
        findings.add(search.stateDim());
        findings.forEach(table::finding);
      }
    }
    CertifiedRun compared = null;
    if (run && certificate.holds()) {
      compared = compared(certification);
      table.run(compared, certificate);
    } else if (run) {
      out.println("nothing is guaranteed, so nothing was trained");
    }
    write(json, CertificateJson.text(certification, findings, compared));
    write(csv, compared == null ? null : compared.csv());
    table.lastLine(certificate);
    out.flush();
    return ExitCode.DONE;
  }

  private Experiment experiment(List<String> further) {
    return experiment.load(further, Map.of("output.record-every", 1), false);
  }

  private static CertifiedRun compared(Certification certification) {
    try (RunProgress progress = new RunProgress(System.err, Termination.never())) {
      progress.begins(certification.problem().experiment());
      return CertifiedRun.of(certification.problem(), certification.certificate(), progress);
    }
  }
}
