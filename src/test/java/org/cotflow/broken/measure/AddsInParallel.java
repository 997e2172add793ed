package org.cotflow.broken.measure;

import java.util.Arrays;

/** Adds in whatever order threads finish. */
final class AddsInParallel {
  double sum(double[] numbers) {
    return Arrays.stream(numbers).parallel().sum();
  }
}
