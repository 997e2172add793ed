/**
 * Commands that read trained measures: predictions, exports, distances, analyses, certificates.
 *
 * <p>Invariants: a run directory that is read is not changed, but for the certificate of a run.
 */
package org.cotflow.cli.reading;
