/**
 * Training and prediction as stages of Spark ML.
 *
 * <p>Place in the flow: above everything that trains; nothing uses it but a user's program. {@link
 * org.cotflow.ml.CotflowClassifier} and {@link org.cotflow.ml.CotflowRegressor} are estimators:
 * their parameters are the keys of the configuration ({@link org.cotflow.ml.KeyParams}), {@code
 * fit} collects a data frame's rows ({@link org.cotflow.ml.FrameRows}) and trains on the executors
 * of its session. Their models predict on the executors ({@link org.cotflow.ml.SharedNetwork}) and
 * are stored with a run directory inside ({@link org.cotflow.ml.TrainedNetwork}).
 *
 * <p>Invariants: the measure has the bits that {@code train} gives for the same rows and
 * configuration, predictions those of {@code predict}. Whatever is wrong with parameters or columns
 * is said in one line.
 */
package org.cotflow.ml;
