/**
 * Configuration texts in HOCON: where they come from, what their values are read as, and how a
 * wrong one is told in one line. The keys themselves are the package above.
 */
package org.cotflow.config.hocon;
