package org.cotflow.kernel;

import java.util.function.BiFunction;

/**
 * Runs {@link VectorFunctions} in whatever class loader it was loaded by; speaks types of the JDK
 * alone. From an activation's name and z: the values, the values again and the slopes, each in
 * arrays that hold z before {@link #OFFSET}.
 */
public final class VectorFunctionsProbe implements BiFunction<String, double[], double[][]> {
  static final int OFFSET = 24;

  @Override
  public double[][] apply(String name, double[] z) {
    Activation activation = Activation.valueOf(name);
    int length = z.length - OFFSET;
    double[] alone = z.clone();
    VectorFunctions.values(activation, alone, OFFSET, length, alone);
    double[] both = z.clone();
    double[] slopes = z.clone();
    VectorFunctions.valuesAndDerivatives(activation, both, OFFSET, length, both, slopes);
    return new double[][] {alone, both, slopes};
  }
}
