package org.cotflow.transport.cloud;

import org.cotflow.base.Keyword;

/** How a squared distance W_2^2 was computed, and so what its error consists of. */
public enum TransportMethod {
  /** The clouds hold the same points, up to order: the distance is 0 without error. */
  IDENTICAL,
  /** One dimension: quantiles against quantiles; exact to rounding. */
  SORTED,
  /**
   * Equal counts and masses: an optimal permutation by shortest augmenting paths; exact to
   * rounding, proved by dual prices.
   */
  ASSIGNMENT,
  /**
   * Any masses, and permutations that are hard for augmenting paths: the network simplex; exact to
   * rounding, proved by dual prices.
   */
  NETWORK_SIMPLEX,
  /**
   * Equal counts and masses, any size: a permutation by auctions inside an interval that contains
   * the exact value, and that closes the longer the auctions go on.
   */
  AUCTION,
  /** Entropic regularization: an estimate inside an interval that contains the exact value. */
  ENTROPIC;

  /** The name in tables. */
  public String keyword() {
    return Keyword.of(this);
  }

  /** Whether the error is rounding alone. */
  public boolean isExact() {
    return this != ENTROPIC && this != AUCTION;
  }
}
