/**
 * Reports for people: one self-contained HTML file, without scripts and without requests to any
 * host.
 *
 * <p>Reads run directories through {@code experiment}. Invariant: every string that comes from a
 * configuration or from data is escaped.
 */
package org.cotflow.report;
