package org.cotflow.theory.check;

import org.cotflow.theory.interval.Enclosure;

/** What the root of a bound is at the center of a ball, and what moves take of it. */
interface BallTerms {
  /** The root at the center, from below. */
  double start();

  /**
   * What moves of at most these sizes take; null where no bound of the states is found.
   *
   * @param a the most that u moves, c that of (w, b)
   */
  Loss along(Enclosure a, Enclosure c);

  /** Whether the root is one of the part u of the gradient, not of the whole gradient. */
  boolean isOfU();

  /**
   * The speed of (w, b) along the flow after such moves is at most this over g times |B| / sqrt(m_u
   * lambda_min(B B^T)) times the speed that g is about; null where nothing is known.
   */
  default Enclosure turn(Enclosure a, Enclosure c) {
    return null;
  }

  /** Each from above. */
  record Loss(double moves, double states, double jacobians) {
    Enclosure total() {
      return Enclosure.of(moves).plus(states).plus(jacobians);
    }
  }
}
