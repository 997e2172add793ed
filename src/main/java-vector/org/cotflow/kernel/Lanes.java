package org.cotflow.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * How many doubles a hardware vector of this process holds: 2, 4 or 8.
 *
 * <p>Chosen once, at class initialization: the preferred species of the machine, at most 512 bits,
 * unless the system property {@value #PROPERTY} says 128, 256 or 512. The numbers computed do not
 * depend on it; only the speed does.
 */
final class Lanes {
  static final String PROPERTY = "cotflow.vector.bits";

  static final VectorSpecies<Double> SPECIES = choose(System.getProperty(PROPERTY));

  /** Doubles in a hardware vector; divides {@link ParticleBlock#LANES}. */
  static final int COUNT = SPECIES.length();

  static final VectorSpecies<Long> BITS = VectorSpecies.of(long.class, SPECIES.vectorShape());

  private Lanes() {}

  private static VectorSpecies<Double> choose(String bits) {
    if (bits == null) {
      return DoubleVector.SPECIES_PREFERRED.vectorBitSize() > 512
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;
    }
    return switch (bits) {
      case "128" -> DoubleVector.SPECIES_128;
      case "256" -> DoubleVector.SPECIES_256;
      case "512" -> DoubleVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              "system property " + PROPERTY + " is " + bits + "; it may be 128, 256 or 512");
    };
  }
}
