package org.cotflow.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cotflow.base.Keyword;

/** The experiments that come with Cotflow. */
public enum BuiltIns {
  DIGITS("handwritten digits, 10 classes, from a network that starts as the identity"),
  DIABETES("progression of diabetes in 442 patients, a standardized regression"),
  MOONS("two interleaved half circles in the plane, 2 classes"),
  GAUSSIAN("independent standard normal features and targets, a regression"),
  CERTIFIED("a small regression whose convergence is proved beforehand, see cotflow certify"),
  CERTIFIED_DIGITS_200(
      "200 digits at scale 1, trained until the convergence of the flow is proved"),
  CERTIFIED_DIGITS("all 1,437 training digits at scale 1, trained until that is proved"),
  LIFTING("a sweep: on the line and lifted to the plane, at growing scales of the prediction"),
  INITIALIZATION("a sweep: from the identity and from Gaussians of growing spread"),
  DESCENT_VS_FLOW("a sweep: gradient descent in steps of all sizes against the gradient flow"),
  STABILITY("a sweep: flows from nearby initial measures, and how far they part"),
  COT_VS_WASSERSTEIN("a small run whose snapshots show what the constraint on layers adds"),
  RELU_INVARIANTS("particles of relu networks and what they keep along the flow"),
  RKHS_NODE(
      "random features, of which only u is trained: the kernel of the first layer is constant"),
  CHIZAT_2025("a sweep: errors of finite depth and width, arXiv 2509.10167"),
  CHIZAT_2026("a sweep: errors of finite width and state dimension, arXiv 2603.18168"),
  MARION_2023("a sweep: deep networks from tied weights stay near a neural ODE, arXiv 2309.01213"),
  WIDTH_LIMIT("a sweep: only the product of depth and width decides the error"),
  TRANSFORMER_LIMIT("a sweep: transformers of few layers and heads against their mean-field limit"),
  DIGITS_CONVOLUTION("a sweep: digits as 8 x 8 sites, by convolutions, over five splits"),
  DIGITS_ATTENTION(
      "a sweep: digits as 8 tokens, by attention and neurons in turn, over five splits"),
  IN_CONTEXT("linear regression in context: attention layers against steps of gradient descent");

  private final String description;

  BuiltIns(String description) {
    this.description = description;
  }

  /** The name on the command line. */
  public String experimentName() {
    return Keyword.of(this);
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
