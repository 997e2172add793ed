package org.cotflow.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.cotflow.config.Experiment;
import org.cotflow.network.NetworkSpec;
import org.cotflow.network.NetworkSpec.EmbeddingKind;
import org.cotflow.network.NetworkSpec.ReadoutKind;
import org.cotflow.theory.certificate.Certificate;

/**
 * Looks for a larger network whose certificate holds, by drawing it and computing its certificate.
 *
 * <p>Sizes are doubled (the state dimension: its surplus) until the certificate holds, then halved
 * back to the smallest size that is found to do; nothing proves that the certificate holds for all
 * sizes above.
 */
public final class CertificateSearch {
  /** Multiplications that one certificate may take. */
  private static final double MOST_WORK = 0x1p28;

  /** Multiplications that a random number is worth. */
  private static final double DRAW = 100;

  private static final int MOST_DOUBLINGS = 6;

  private final Function<List<String>, Experiment> experiments;
  private final Certification base;

  /**
   * @param experiments the experiment with further assignments key=value
   * @param base its certificate without any
   */
  public CertificateSearch(Function<List<String>, Experiment> experiments, Certification base) {
    this.experiments = experiments;
    this.base = base;
  }

  /**
   * The result of the search over one key.
   *
   * @param smallest the smallest value found for which the certificate holds, or null
   * @param largest the largest value tried, or null if none could be
   * @param closest the certificate at {@code smallest}, or else at {@code largest}; null if none
   * @param reason why nothing, or nothing more, was tried; null where the search was complete
   */
  public record Finding(
      String key, Integer smallest, Integer largest, Certificate closest, String reason) {

    static Finding none(String key, String reason) {
      return new Finding(key, null, null, null, reason);
    }
  }

  /** Whether a certificate of this size is computed in seconds. */
  private boolean isSmall(int[] widths, int stateDim) {
    double n = base.problem().data().train().count();
    double work = 0;
    for (int width : widths) {
      work += n * n * (width + 2 * n) + (double) width * stateDim * (n + 2.0 * stateDim + DRAW);
      work += (double) stateDim * stateDim * (n + stateDim);
    }
    return work <= MOST_WORK;
  }

  private boolean startsFromGiven() {
    return base.problem().experiment().init().from() != null;
  }

  /** Searches over the number of particles of each layer. */
  public Finding width() {
    String key = "network.width";
    int[] widths = base.problem().shape().widths();
    int[] distinct = Arrays.stream(widths).distinct().toArray();
    if (startsFromGiven()) {
      return Finding.none(key, "the particles are given by init.from");
    }
    if (distinct.length > 1) {
      return Finding.none(key, "the layers have different widths");
    }
    return search(
        key,
        distinct[0],
        step -> (int) Math.min(Integer.MAX_VALUE / 2, (long) distinct[0] << step),
        width -> {
          int[] wider = new int[widths.length];
          Arrays.fill(wider, width);
          return isSmall(wider, base.problem().shape().stateDim());
        });
  }

  /** Searches over the state dimension: the lifting of the states. */
  public Finding stateDim() {
    String key = "network.state-dim";
    NetworkSpec network = base.problem().experiment().network();
    if (startsFromGiven()) {
      return Finding.none(key, "the particles are given by init.from");
    }
    if (network.embedding() == EmbeddingKind.IDENTITY
        || network.readout() == ReadoutKind.IDENTITY) {
      return Finding.none(key, "an embedding or a readout that is the identity fixes it");
    }
    int[] widths = base.problem().shape().widths();
    if (Arrays.stream(widths).max().orElseThrow() < base.problem().data().train().count()) {
      return Finding.none(key, "first there have to be as many particles as samples");
    }
    int present = base.problem().shape().stateDim();
    return search(
        key, present, step -> present + (1 << (step - 1)), stateDim -> isSmall(widths, stateDim));
  }

  /** Whether a size may be tried. */
  @FunctionalInterface
  private interface Affordable {
    boolean test(int size);
  }

  private Finding search(String key, int present, IntFunction<Integer> sizes, Affordable limit) {
    int fails = present;
    Integer largest = null;
    Certificate closest = null;
    for (int step = 1; step <= MOST_DOUBLINGS; step++) {
      int size = sizes.apply(step);
      if (!limit.test(size)) {
        return new Finding(key, null, largest, closest, "larger ones take too long here");
      }
      Certificate certificate = certificate(key, size);
      if (certificate.holds()) {
        return smallest(key, fails, size, certificate);
      }
      largest = size;
      closest = certificate;
      fails = size;
    }
    return new Finding(key, null, largest, closest, null);
  }

  private Finding smallest(String key, int knownToFail, int knownToHold, Certificate certificate) {
    int fails = knownToFail;
    int holds = knownToHold;
    Certificate best = certificate;
    while (holds - fails > 1 + fails / 64) {
      int middle = fails + (holds - fails) / 2;
      Certificate between = certificate(key, middle);
      if (between.holds()) {
        holds = middle;
        best = between;
      } else {
        fails = middle;
      }
    }
    return new Finding(key, holds, knownToHold, best, null);
  }

  private Certificate certificate(String key, int size) {
    return Certification.of(experiments.apply(List.of(key + "=" + size))).certificate();
  }
}
