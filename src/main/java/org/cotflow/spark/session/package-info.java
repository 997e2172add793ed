/**
 * Starts Spark sessions with what the engine relies on, and ends what waits for a cluster that is
 * gone.
 *
 * <p>Place in the flow: above the engine in {@code spark}, whose classes a session has to know;
 * {@code launch} decides where a session is needed.
 *
 * <p>Invariants: a setting that keeps Spark from starting is named with its value; no secret is in
 * a message.
 */
package org.cotflow.spark.session;
