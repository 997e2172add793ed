package org.cotflow.broken.measure;

import java.util.function.DoubleUnaryOperator;

/** Calls a function whose bits depend on the platform; the reference counts like the call. */
final class UsesMath {
  DoubleUnaryOperator tanh() {
    return Math::tanh;
  }
}
