package org.cotflow.kernel;

/**
 * What passes from one stage of a long function to the next, for a chunk of arguments that stays in
 * the first-level cache. A function is cut into stages because the compiler gives up inlining, and
 * then boxes every vector, in loops of more than about 60 vector operations.
 *
 * <p>One array per thread, with a place for each intermediate.
 */
final class Stages {
  /** Arguments in a chunk; a multiple of {@link ParticleBlock#LANES}. */
  static final int CHUNK = 128;

  static final int R = 0;
  static final int SHIFTED = CHUNK;
  static final int HIGH = 2 * CHUNK;
  static final int LOW = 3 * CHUNK;
  static final int SCALE = 4 * CHUNK;
  static final int SCALE_REST = 5 * CHUNK;
  static final int Q = 6 * CHUNK;
  static final int LINE_INVERSE = 7 * CHUNK;
  static final int SINE = 8 * CHUNK;
  static final int COSINE = 9 * CHUNK;

  private static final ThreadLocal<double[]> OF_THREAD =
      ThreadLocal.withInitial(() -> new double[10 * CHUNK]);

  private Stages() {}

  static double[] ofThread() {
    return OF_THREAD.get();
  }
}
