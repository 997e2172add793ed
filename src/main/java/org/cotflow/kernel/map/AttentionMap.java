package org.cotflow.kernel.map;

import java.util.Arrays;
import java.util.List;
import org.cotflow.kernel.LaneMath;
import org.cotflow.kernel.LaneProduct;
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
 * <p>With {@code linear}, a_ij = &lt;Q x_i, K x_j&gt; / (sqrt(h) n_i) and s_ij = g_ij / (sqrt(h)
 * n_i), for the n_i tokens that i looks at (von Oswald et al., arXiv:2212.07677).
 *
 * <p>Source: heads as particles of a measure, arXiv 2605.17660. A token's largest score is taken
 * off before the exponentials.
 *
 * @param tokens n
 * @param channels c
 * @param head h
 */
record AttentionMap(int tokens, int channels, int head, boolean causal, boolean linear)
    implements LaneMap, LinearInPart {
  @Override
  public String linearPart() {
    return "o";
  }

  @Override
  public int featureSites() {
    return tokens;
  }

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

  /** Numbers of a part. */
  private int size() {
    return head * channels;
  }

  /** Of one row and panel: matrices of n x h, and two of n x n. */
  @Override
  public int workGroups(int rows, int panels) {
    return 8 * tokens * head + 2 * tokens * tokens;
  }

  /** Where a matrix of n x h begins: Q x, K x, V x, the mixed values, e, and three sums. */
  private int matrix(int number) {
    return number * tokens * head;
  }

  private int weights() {
    return matrix(8);
  }

  private int scores() {
    return weights() + tokens * tokens;
  }

  /** How many tokens token {@code i} looks at. */
  private int end(int i) {
    return causal ? i + 1 : tokens;
  }

  /** Sets to 0 what token {@code i} does not look at, of numbers that begin at {@code row}. */
  private void hide(LaneMath math, double[] work, int row, int i) {
    Arrays.fill(work, (row + end(i)) * math.lanes(), (row + tokens) * math.lanes(), 0);
  }

  /** A product of two matrices of n x h: n x n. */
  private LaneProduct pairs() {
    return LaneProduct.of(tokens, tokens, head).b(1, head).fromZero();
  }

  /** The product of a matrix of n x n and one of n x h. */
  private LaneProduct mixed() {
    return LaneProduct.of(tokens, head, tokens).fromZero();
  }

  /** Sets Q x, K x, V x, the weights a and the mixed values. */
  private void attend(
      LaneMath math, double[] values, int panel, double[] x, int at, double[] work) {
    LaneProduct projection =
        LaneProduct.of(head, tokens, channels).shared(1, channels).c(1, head).fromZero();
    for (int part = 0; part < 3; part++) {
      math.multiply(projection, values, panel + part * size(), x, at, work, matrix(part));
    }
    math.multiply(pairs(), work, matrix(0), work, matrix(1), work, weights());
    math.divide(work, weights(), tokens * tokens, Math.sqrt(head));
    for (int i = 0; i < tokens; i++) {
      int token = weights() + i * tokens;
      if (linear) {
        math.divide(work, token, end(i), end(i));
      } else {
        math.softmax(work, token, end(i));
      }
      hide(math, work, token, i);
    }
    math.multiply(mixed(), work, weights(), work, matrix(2), work, matrix(3));
  }

  @Override
  public void addValue(
      LaneMath math, Panels panels, Rows states, double[] sums, int sumsAt, double[] work) {
    LaneProduct out = LaneProduct.of(channels, tokens, head).b(1, head).c(1, channels);
    double[] values = panels.values();
    int d = tokens * channels;
    for (int n = 0; n < panels.count(); n++) {
      int panel = panels.at() + n * panels.size();
      for (int row = 0; row < states.count(); row++) {
        attend(math, values, panel, states.numbers(), states.at() + row * d, work);
        math.multiply(out, values, panel + 3 * size(), work, matrix(3), sums, sumsAt + row * d);
      }
    }
  }

  @Override
  public void addPullback(
      LaneMath math,
      Panels panels,
      Rows states,
      Rows adjoints,
      double[] sums,
      int sumsAt,
      double[] slopes,
      double[] work) {
    int d = tokens * channels;
    for (int n = 0; n < panels.count(); n++) {
      int panel = panels.at() + n * panels.size();
      for (int row = 0; row < states.count(); row++) {
        int x = states.at() + row * d;
        attend(math, panels.values(), panel, states.numbers(), x, work);
        Rows r = new Rows(adjoints.numbers(), adjoints.at() + row * d, tokens);
        pullBack(math, panels.values(), panel, r, work);
        if (sums != null) {
          addThrough(math, panels.values(), panel, sums, sumsAt + row * d, work);
        }
        if (slopes != null) {
          addSlopes(math, new Rows(states.numbers(), x, tokens), r, slopes, panel, work);
        }
      }
    }
  }

  /** Sets e, and the derivatives in Q x, K x and V x. */
  private void pullBack(LaneMath math, double[] values, int panel, Rows r, double[] work) {
    LaneProduct back =
        LaneProduct.of(head, tokens, channels).a(1, head).shared(1, channels).c(1, head).fromZero();
    int o = panel + 3 * size();
    math.multiply(back, values, o, r.numbers(), r.at(), work, matrix(4));
    pullBackScores(math, work);
  }

  private void addThrough(
      LaneMath math, double[] values, int panel, double[] sums, int sumsAt, double[] work) {
    LaneProduct through = LaneProduct.of(tokens, channels, head);
    for (int part = 0; part < 3; part++) {
      int matrix = panel + part * size();
      math.multiply(through, work, matrix(5 + part), values, matrix, sums, sumsAt);
    }
  }

  private void addSlopes(LaneMath math, Rows x, Rows r, double[] slopes, int panel, double[] work) {
    LaneProduct outer =
        LaneProduct.of(head, channels, tokens).a(1, head).shared(channels, 1).c(1, head);
    int o = panel + 3 * size();
    math.multiply(outer, work, matrix(3), r.numbers(), r.at(), slopes, o);
    LaneProduct incoming = LaneProduct.of(head, channels, tokens).a(1, head).shared(channels, 1);
    for (int part = 0; part < 3; part++) {
      int matrix = panel + part * size();
      math.multiply(incoming, work, matrix(5 + part), x.numbers(), x.at(), slopes, matrix);
    }
  }

  /** From e to the derivatives in Q x, K x and V x. */
  private void pullBackScores(LaneMath math, double[] work) {
    math.multiply(pairs(), work, matrix(4), work, matrix(2), work, scores());
    for (int i = 0; i < tokens; i++) {
      int token = i * tokens;
      if (linear) {
        math.divide(work, scores() + token, end(i), end(i));
        hide(math, work, scores() + token, i);
      } else {
        math.softmaxPullback(work, weights() + token, work, scores() + token, tokens);
      }
    }
    math.divide(work, scores(), tokens * tokens, Math.sqrt(head));
    LaneProduct transposed = mixed().a(1, tokens);
    math.multiply(mixed(), work, scores(), work, matrix(1), work, matrix(5));
    math.multiply(transposed, work, scores(), work, matrix(0), work, matrix(6));
    math.multiply(transposed, work, weights(), work, matrix(4), work, matrix(7));
  }
}
