package org.cotflow.theory.spectrum;

/** A symmetric matrix known by its products with vectors. */
@FunctionalInterface
public interface SymmetricProduct {
  /** A fresh array with the product. */
  double[] times(double[] vector);
}
