/**
 * The configuration of an experiment: keys, built-in experiments, reading, checking and writing.
 *
 * <p>The numbers of a run depend on its configuration alone. So the configuration must be complete,
 * must be checked before anything is computed, and must be written so that it reads back to the
 * same bits.
 *
 * <p>{@link org.cotflow.config.ExperimentConfig} reads a built-in experiment or a HOCON file, with
 * the assignments of the command line, into an {@link org.cotflow.config.Experiment}: a record of
 * the specifications of the packages before this one. {@link org.cotflow.config.ConfigText} writes
 * it. {@link org.cotflow.config.ResumeRules} says what a resumed run may change. {@link
 * org.cotflow.config.ExperimentSource} reads variants for sweeps.
 *
 * <ul>
 *   <li>A key is a component of a record. Its type, range and scope are declared there, see {@link
 *       org.cotflow.base.Setting}. Its place in the order, its default and its explanation are in
 *       the resource {@code defaults.conf}. Nothing else lists keys.
 *   <li>{@link org.cotflow.config.keys.RecordKeys} binds the two. Reading, writing, comparing and
 *       suggesting use it.
 *   <li>A wrong configuration ends in a {@link org.cotflow.base.UserInputException} of one line.
 *   <li>Secrets in {@code spark.conf} are never written.
 * </ul>
 */
package org.cotflow.config;
