package org.cotflow.run.store;

import java.util.List;
import org.cotflow.base.Keyword;
import org.cotflow.theory.certificate.Certificate;

/** A certificate that was tried during a run: one row of certificates.csv. */
public record CertificateRow(int step, Certificate certificate) {
  /** The columns of certificates.csv; one is added here and nowhere else. */
  static final List<StepTable.Column<CertificateRow>> COLUMNS =
      List.of(
          new StepTable.Column<>(TriedCertificate.STEP, CertificateRow::step),
          new StepTable.Column<>(TriedCertificate.HOLDS, at -> at.certificate().holds()),
          new StepTable.Column<>(TriedCertificate.RISK, at -> at.certificate().risk()),
          new StepTable.Column<>(TriedCertificate.NEEDED_RISK, at -> at.certificate().neededRisk()),
          new StepTable.Column<>("bound_at_start", at -> at.certificate().boundAtStart()),
          new StepTable.Column<>("bound", at -> at.certificate().bound()),
          new StepTable.Column<>("radius", at -> at.certificate().radius()),
          new StepTable.Column<>(
              TriedCertificate.TAKEN_BY, at -> Keyword.of(at.certificate().mostTakenBy())));
}
