/**
 * Experiments as files: their configuration, and the directory that a run leaves behind.
 *
 * <p>A run's numbers depend on its resolved configuration alone, so that configuration has to be
 * complete, checked before anything is computed, and written so that it reads back to the same
 * bits. {@link org.cotflow.experiment.ExperimentConfig} reads a built-in experiment or a HOCON file
 * and the assignments of the command line into an {@link org.cotflow.experiment.Experiment}, a
 * value made of the specifications of all packages before this one; {@link
 * org.cotflow.experiment.ConfigText} writes it; {@link org.cotflow.experiment.ResumeRules} says
 * what a run that goes on may change.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Defaults stand in the resource {@code defaults.conf} only, explanations of keys too.
 *   <li>Every key has one entry in {@code Keys}, with type and range; reading, writing, comparing
 *       and suggesting go through it.
 *   <li>A wrong configuration ends in a {@link org.cotflow.base.UserInputException} of one line.
 *   <li>Secrets of {@code spark.conf} are never written.
 * </ul>
 */
package org.cotflow.experiment;
