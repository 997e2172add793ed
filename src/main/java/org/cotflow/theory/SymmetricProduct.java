package org.cotflow.theory;

/** A symmetric matrix known by its products with vectors. */
@FunctionalInterface
interface SymmetricProduct {
  /** A fresh array with the product. */
  double[] times(double[] vector);
}
