package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;

/** What a block contributes to the kernels of its layer, not divided by the width. */
sealed interface LayerTerms permits BlockFeatures, MapFeatures {
  /** The sum of &lt;f_i, f_j&gt; over particles, for all rows and sites i and j. */
  double[] featureGram();

  /** The product of that matrix and a vector. */
  double[] featureProduct(double[] vector);

  /** The tangent kernel times vectors: rows x d. */
  double[] tangentProduct(PartMultipliers weights, double[] vectors);
}
