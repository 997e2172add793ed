package org.cotflow.transport.solver;

import java.util.Arrays;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;

/**
 * The transport problem between clouds of any masses:
 *
 * <pre>
 *   min sum_ij P_ij c(i, j)   subject to  P >= 0,  sum_j P_ij = supply_i,  sum_i P_ij = demand_j
 * </pre>
 *
 * <p>Primal network simplex on the complete bipartite graph. Rows are visited in turn and the most
 * negative reduced cost of a row enters the basis. Masses are whole numbers, perturbed so that no
 * basis is degenerate (every supply times n+1 plus 1, every demand times n+1, the last demand plus
 * n): no cycling, no tie when an arc leaves, and the last tree is an optimal basis of the
 * unperturbed masses too.
 *
 * <p>Source: G. Dantzig, "Linear Programming and Extensions", 1963, chapters 14 and 17 (transport
 * problem, perturbation); the potentials and the pivot are standard, the code is ours.
 */
final class NetworkSimplex {
  private static final double TOLERANCE = 0x1p-48;
  private static final long PIVOTS_PER_NODE = 1000;

  private final CostRows costs;
  private final long[] supply;
  private final long[] demand;

  private NetworkSimplex(CostRows costs, long[] supply, long[] demand) {
    this.costs = costs;
    this.supply = supply;
    this.demand = demand;
  }

  /**
   * An optimal plan.
   *
   * @param prices b_j of the last basis
   * @param converged false if the bound on pivots was reached
   */
  record Basis(Coupling coupling, double[] prices, long pivots, boolean converged) {}

  /**
   * @param supply positive masses of the rows
   * @param demand positive masses of the columns, of the same total
   */
  static Basis solve(CostRows costs, long[] supply, long[] demand) {
    return new NetworkSimplex(costs, supply, demand).run();
  }

  private Basis run() {
    SpanningTree tree = firstTree();
    int rows = costs.rows();
    int columns = costs.columns();
    long limit = PIVOTS_PER_NODE * (rows + columns);
    long pivots = 0;
    boolean fresh = true;
    int quietRows = 0;
    int row = 0;
    while (pivots < limit) {
      int column = entering(tree.potentials(), row);
      if (column >= 0) {
        double reduced = reducedCost(tree.potentials(), row, column);
        tree.pivot(row, column, reduced);
        pivots++;
        quietRows = 0;
        fresh = false;
      } else if (++quietRows == rows) {
        if (fresh) {
          break;
        }
        tree.refreshPotentials();
        fresh = true;
        quietRows = 0;
      }
      row = row + 1 == rows ? 0 : row + 1;
    }
    double[] prices = Arrays.copyOfRange(tree.potentials(), rows, rows + columns);
    return new Basis(tree.coupling(supply, demand), prices, pivots, pivots < limit);
  }

  private double reducedCost(double[] potential, int row, int column) {
    return costs.entry(row, column) - potential[row] - potential[costs.rows() + column];
  }

  /** The column of the most negative reduced cost in a row; -1 if none is below rounding. */
  private int entering(double[] potential, int row) {
    double[] cost = costs.row(row);
    int rows = costs.rows();
    int best = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < cost.length; j++) {
      double reduced = cost[j] - potential[rows + j];
      if (reduced < smallest) {
        smallest = reduced;
        best = j;
      }
    }
    double scale = Math.abs(potential[row]) + Math.abs(potential[rows + best]) + cost[best];
    return smallest - potential[row] < -TOLERANCE * scale ? best : -1;
  }

  /** The row-minimum method: each row in turn sends to its cheapest column that still needs. */
  private SpanningTree firstTree() {
    int rows = costs.rows();
    int columns = costs.columns();
    long factor = rows + 1L;
    long[] need = new long[columns];
    for (int j = 0; j < columns; j++) {
      need[j] = Math.multiplyExact(demand[j], factor);
    }
    need[columns - 1] = Math.addExact(need[columns - 1], rows);
    int[] cellSource = new int[rows + columns - 1];
    int[] cellSink = new int[rows + columns - 1];
    long[] cellFlow = new long[rows + columns - 1];
    int cells = 0;
    for (int i = 0; i < rows; i++) {
      double[] cost = costs.row(i);
      long left = Math.addExact(Math.multiplyExact(supply[i], factor), 1);
      while (left > 0) {
        int cheapest = -1;
        for (int j = 0; j < columns; j++) {
          if (need[j] > 0 && (cheapest < 0 || cost[j] < cost[cheapest])) {
            cheapest = j;
          }
        }
        long sent = Math.min(left, need[cheapest]);
        left -= sent;
        need[cheapest] -= sent;
        cellSource[cells] = i;
        cellSink[cells] = cheapest;
        cellFlow[cells++] = sent;
      }
    }
    return new SpanningTree(costs, cellSource, cellSink, cellFlow);
  }
}
