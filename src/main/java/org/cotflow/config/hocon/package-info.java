/**
 * Configuration texts in HOCON: where they come from, what their values are read as, and how a
 * wrong value is reported in one line. The keys themselves are in package {@code config}.
 */
package org.cotflow.config.hocon;
