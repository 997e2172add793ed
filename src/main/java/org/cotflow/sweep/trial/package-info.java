/**
 * One trial of a sweep: a run of one experiment, compared with its reference at some flow steps.
 *
 * <p>Place in the data flow: a {@link org.cotflow.sweep.trial.Trial} and the {@link
 * org.cotflow.sweep.trial.TrialInputs} that all trials share go to a thread or to an executor; a
 * {@link org.cotflow.sweep.trial.TrialResult} comes back. {@link
 * org.cotflow.sweep.trial.TrialPurpose} says what the trial is compared with: a {@link
 * org.cotflow.sweep.trial.Profile}, which is what is kept of a reference, or a closed form. {@link
 * org.cotflow.sweep.trial.TrialCapture} computes the numbers while the trial runs.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A result has the same bits wherever the trial ran, except for its times.
 *   <li>A trial that fails or diverges is a result too, with the reason; it stops no other trial.
 *   <li>States and particles are dropped after the step at which they were compared.
 * </ul>
 */
package org.cotflow.sweep.trial;
