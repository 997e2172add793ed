/**
 * What a run's certificate of convergence proves, as figures: the inequalities, and the run inside
 * of them; and as text.
 *
 * <p>Place in the data flow: {@link org.cotflow.report.proof.ProvedConvergence} is read from
 * certificate.json and the history of a run; {@link org.cotflow.report.proof.ProofFigures} draws
 * it; {@link org.cotflow.report.proof.CertificateTable} writes what `certify` found.
 *
 * <p>Invariant: a certificate is shown only where the run still has the measure that it is about,
 * and captions say where the run does not keep an inequality.
 */
package org.cotflow.report.proof;
