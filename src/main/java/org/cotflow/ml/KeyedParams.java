package org.cotflow.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.cotflow.config.Experiment;

/**
 * An estimator whose parameters are keys of the configuration. {@link #setKey} sets any of them;
 * those that nearly every program sets have methods of their own.
 *
 * @param <E> the estimator
 */
public interface KeyedParams<E> extends Params {
  /** The parameters by key. */
  KeyParams keys();

  /**
   * Sets a key.
   *
   * @param value a number, a switch, a list, or a text as after {@code --set}
   * @throws org.cotflow.base.UserInputException where there is no such key, or it does not accept
   *     the value
   */
  @SuppressWarnings("unchecked") // E is the type of this
  default E setKey(String key, Object value) {
    set(keys().of(key), keys().converted(key, value));
    return (E) this;
  }

  /**
   * The experiment that the parameters describe; its {@code data.source} is {@code given}.
   *
   * @throws org.cotflow.base.UserInputException where two values do not fit together
   */
  default Experiment experiment() {
    return keys().experiment(getClass().getSimpleName(), this::getOrDefault);
  }

  /** Layers: {@code network.depth}. */
  default IntParam depth() {
    return (IntParam) (Param<?>) keys().of("network.depth");
  }

  default E setDepth(int layers) {
    return setKey("network.depth", layers);
  }

  /** Particles of a layer: {@code network.width}, a number or a list. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a key with lists is a text
  default Param<String> width() {
    return (Param) keys().of("network.width");
  }

  default E setWidth(int particles) {
    return setKey("network.width", particles);
  }

  /** The flow step: {@code flow.step}. */
  default DoubleParam step() {
    return (DoubleParam) (Param<?>) keys().of("flow.step");
  }

  default E setStep(double flowStep) {
    return setKey("flow.step", flowStep);
  }

  /** Flow steps: {@code flow.steps}. */
  default IntParam steps() {
    return (IntParam) (Param<?>) keys().of("flow.steps");
  }

  default E setSteps(int steps) {
    return setKey("flow.steps", steps);
  }
}
