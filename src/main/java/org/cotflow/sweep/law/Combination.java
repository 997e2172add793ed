package org.cotflow.sweep.law;

/** How the terms of a law make one value. */
public enum Combination {
  /** Added up: v = sum_j c_j x_j. */
  SUM,
  /** In quadrature, as independent errors add: v^2 = sum_j (c_j x_j)^2. */
  QUADRATURE
}
