package org.cotflow.kernel.map;

import java.util.Arrays;
import java.util.List;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * Attention heads as particles. A state is n tokens of c numbers, one behind the other; at token i
 *
 * <pre>
 *   phi(x)_i = O sum_j a_ij V x_j,     a_ij = softmax_j( &lt;Q x_i, K x_j&gt; / sqrt(h) )
 * </pre>
 *
 * over all tokens j, or with {@code causal} over j &lt;= i: omega = (q, k, v, o) with Q, K, V of h
 * x c and O of c x h numbers, row-major; p = 4 h c. With the pullback r_i of token i
 *
 * <pre>
 *   e_i = O^T r_i,   g_ij = &lt;e_i, V x_j&gt;,   s_ij = a_ij (g_ij - sum_l a_il g_il) / sqrt(h)
 *   dO = sum_i r_i (sum_j a_ij V x_j)^T,   dV = sum_j (sum_i a_ij e_i) x_j^T
 *   dQ = sum_i (sum_j s_ij K x_j) x_i^T,   dK = sum_j (sum_i s_ij Q x_i) x_j^T
 *   dx_i = Q^T sum_j s_ij K x_j  +  K^T sum_l s_li Q x_l  +  V^T sum_l a_li e_l
 * </pre>
 *
 * <p>Source: heads as particles of a measure, arXiv 2605.17660. The exponentials are StrictMath's;
 * a row's largest score is taken off before.
 *
 * @param tokens n
 * @param channels c
 * @param head h
 */
record AttentionMap(int tokens, int channels, int head, boolean causal) implements ResidualMap {
  @Override
  public ParticleLayout layout() {
    int size = Math.multiplyExact(head, channels);
    double std = 1 / Math.sqrt(channels);
    return new ParticleLayout(
        Math.multiplyExact(tokens, channels),
        List.of(
            Part.of("q", size, std),
            Part.of("k", size, std),
            Part.of("v", size, std),
            Part.of("o", size, 0)));
  }

  private int matrix() {
    return head * channels;
  }

  /**
   * Rows of n x h: Q x, K x, V x, the mixed values, e, and three sums; and a row of n x n, twice.
   */
  @Override
  public int workLength() {
    return 8 * tokens * head + 2 * tokens * tokens;
  }

  private int rows(int number) {
    return number * tokens * head;
  }

  private int weights() {
    return rows(8);
  }

  private int scores() {
    return weights() + tokens * tokens;
  }

  /** Sets Q x, K x, V x, the softmax weights and the mixed values. */
  private void attend(double[] omega, double[] x, double[] work) {
    for (int matrix = 0; matrix < 3; matrix++) {
      for (int i = 0; i < tokens; i++) {
        for (int l = 0; l < head; l++) {
          work[rows(matrix) + i * head + l] =
              FusedSums.product(
                  omega, matrix * matrix() + l * channels, x, i * channels, channels, 0);
        }
      }
    }
    for (int i = 0; i < tokens; i++) {
      softmax(work, i);
      int mixed = rows(3) + i * head;
      Arrays.fill(work, mixed, mixed + head, 0);
      for (int j = 0; j < end(i); j++) {
        double weight = work[weights() + i * tokens + j];
        FusedSums.add(weight, work, rows(2) + j * head, work, mixed, head);
      }
    }
  }

  /** How many tokens token {@code i} looks at. */
  private int end(int i) {
    return causal ? i + 1 : tokens;
  }

  private void softmax(double[] work, int i) {
    int at = weights() + i * tokens;
    double largest = Double.NEGATIVE_INFINITY;
    double root = Math.sqrt(head);
    for (int j = 0; j < end(i); j++) {
      double score =
          FusedSums.product(work, rows(0) + i * head, work, rows(1) + j * head, head, 0) / root;
      work[at + j] = score;
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int j = 0; j < end(i); j++) {
      work[at + j] = StrictMath.exp(work[at + j] - largest);
      sum += work[at + j];
    }
    for (int j = 0; j < end(i); j++) {
      work[at + j] /= sum;
    }
  }

  @Override
  public void value(double[] omega, double[] x, double[] phi, double[] work) {
    attend(omega, x, work);
    int o = 3 * matrix();
    for (int i = 0; i < tokens; i++) {
      for (int j = 0; j < channels; j++) {
        phi[i * channels + j] =
            FusedSums.product(omega, o + j * head, work, rows(3) + i * head, head, 0);
      }
    }
  }

  @Override
  public void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
    attend(omega, x, work);
    Arrays.fill(dx, 0, tokens * channels, 0);
    Arrays.fill(domega, 0, 4 * matrix(), 0);
    Arrays.fill(work, rows(4), rows(8), 0);
    int o = 3 * matrix();
    for (int i = 0; i < tokens; i++) {
      for (int j = 0; j < channels; j++) {
        double r = q[i * channels + j];
        FusedSums.add(r, work, rows(3) + i * head, domega, o + j * head, head);
        FusedSums.add(r, omega, o + j * head, work, rows(4) + i * head, head);
      }
    }
    for (int i = 0; i < tokens; i++) {
      pullBackScores(work, i);
    }
    double root = Math.sqrt(head);
    for (int i = 0; i < tokens; i++) {
      for (int j = 0; j < end(i); j++) {
        double weight = work[weights() + i * tokens + j];
        double score = work[scores() + i * tokens + j] / root;
        FusedSums.add(score, work, rows(1) + j * head, work, rows(5) + i * head, head);
        FusedSums.add(score, work, rows(0) + i * head, work, rows(6) + j * head, head);
        FusedSums.add(weight, work, rows(4) + i * head, work, rows(7) + j * head, head);
      }
    }
    for (int matrix = 0; matrix < 3; matrix++) {
      spread(matrix, rows(5 + matrix), omega, x, dx, domega, work);
    }
  }

  /** The derivatives in the scores of token {@code i}, times sqrt(h). */
  private void pullBackScores(double[] work, int i) {
    int at = i * tokens;
    double mean = 0;
    for (int j = 0; j < end(i); j++) {
      double slope = FusedSums.product(work, rows(4) + i * head, work, rows(2) + j * head, head, 0);
      work[scores() + at + j] = slope;
      mean = Math.fma(work[weights() + at + j], slope, mean);
    }
    for (int j = 0; j < end(i); j++) {
      work[scores() + at + j] = work[weights() + at + j] * (work[scores() + at + j] - mean);
    }
  }

  /** From the derivative in A x, for A one of Q, K, V, to those in A and x. */
  private void spread(
      int matrix,
      int from,
      double[] omega,
      double[] x,
      double[] dx,
      double[] domega,
      double[] work) {
    for (int i = 0; i < tokens; i++) {
      for (int l = 0; l < head; l++) {
        double slope = work[from + i * head + l];
        int row = matrix * matrix() + l * channels;
        FusedSums.add(slope, x, i * channels, domega, row, channels);
        FusedSums.add(slope, omega, row, dx, i * channels, channels);
      }
    }
  }
}
