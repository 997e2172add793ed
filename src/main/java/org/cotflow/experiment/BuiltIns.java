package org.cotflow.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The experiments that come with Cotflow. */
public enum BuiltIns {
  DIGITS("handwritten digits, 10 classes, from a network that starts as the identity"),
  DIABETES("progression of diabetes in 442 patients, a standardized regression"),
  MOONS("two interleaved half circles in the plane, 2 classes"),
  GAUSSIAN("independent standard normal features and targets, a regression"),
  CERTIFIED("a small regression whose convergence is proved beforehand, see cotflow certify");

  private final String description;

  BuiltIns(String description) {
    this.description = description;
  }

  /** The name on the command line. */
  public String experimentName() {
    return ConfigWords.of(this);
  }

  /** One line for the list of experiments. */
  public String description() {
    return description;
  }

  /** The experiment of this exact name. */
  public static Optional<BuiltIns> named(String name) {
    return Arrays.stream(values()).filter(one -> one.experimentName().equals(name)).findFirst();
  }

  /** All names, in the order of the list. */
  public static List<String> names() {
    return Arrays.stream(values()).map(BuiltIns::experimentName).toList();
  }

  /** The configuration file among the resources of this package. */
  String resource() {
    return "builtin/" + experimentName() + ".conf";
  }
}
