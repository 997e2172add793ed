/**
 * Certificates of experiments and runs, and their file certificate.json.
 *
 * <p>{@link org.cotflow.run.certificate.Certifiable} says which experiments can have one; {@link
 * org.cotflow.run.certificate.Certifier} computes it by the kernels of the layers, and a {@link
 * org.cotflow.run.certificate.WholeKernel} beside it; {@link org.cotflow.run.certificate.Certified}
 * is all that is known of one, and {@link org.cotflow.run.certificate.CertificateJson} writes it.
 *
 * <p>Place in the flow: above {@code theory.certificate}, whose formulas it uses; below {@code
 * run}, which tries certificates while it trains, and {@code analysis}, which certifies experiments
 * and snapshots.
 *
 * <p>Invariant: where the particles are and where the layers are measured changes no bit of a
 * certificate.
 */
package org.cotflow.run.certificate;
