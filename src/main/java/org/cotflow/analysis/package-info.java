/**
 * What the theory says about an experiment or a stored run.
 *
 * <ul>
 *   <li>{@link org.cotflow.analysis.RunAnalysis}: spectra, Polyak-Lojasiewicz constants and decay
 *       rates of a run's snapshots.
 *   <li>{@link org.cotflow.analysis.Certification}: an experiment and its convergence certificate;
 *       {@link org.cotflow.analysis.CertificateVerification} proves it again from its file.
 *   <li>{@link org.cotflow.analysis.CertificateSearch}: a larger network whose certificate holds.
 *   <li>{@link org.cotflow.analysis.CertifiedRun}: a run compared with its guarantee.
 * </ul>
 *
 * <p>The formulas are those of {@link org.cotflow.theory}. Nothing here changes a run.
 */
package org.cotflow.analysis;
