/**
 * The network without its particles: the fixed maps at both ends of the depth direction, the loss,
 * and scores such as accuracy.
 *
 * <p>A sample xi enters as x_0 = A xi and leaves as yhat = alpha B x_K. {@link
 * org.cotflow.network.Network} holds A, B, alpha and the loss.
 *
 * <p>Invariant: sums run in index order and use IEEE operations and {@code StrictMath} only.
 */
package org.cotflow.network;
