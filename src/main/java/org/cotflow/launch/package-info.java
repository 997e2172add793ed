/**
 * Starts Spark for a run, a sweep or an analysis where its configuration says so.
 *
 * <p>Place in the flow: between the experiments ({@code run}, {@code analysis}, {@code sweep}),
 * which know engines and workplaces but not what starts them, and the command line. A program uses
 * the same classes as the command line:
 *
 * <ol>
 *   <li>{@link org.cotflow.launch.EngineChoice}: the engine of a single run;
 *   <li>{@link org.cotflow.launch.SweepLaunch}: a sweep, on threads or on a cluster;
 *   <li>{@link org.cotflow.launch.ClusterWorkplace}: work on the measures of stored runs;
 *   <li>{@link org.cotflow.launch.ClusterProbe}: what a cluster has and what its jobs cost.
 * </ol>
 *
 * <p>Invariants: with {@code engine.kind = in-process} no Spark class is started; who starts a
 * session stops it; where something runs changes no bit of a result.
 */
package org.cotflow.launch;
