package org.cotflow.transport;
public class AssignmentRace {
  public static void main(String[] a) {
    int n = Integer.parseInt(a[0]), d = 8;
    for (int r = 0; r < 12; r++) {
      var g = new java.util.SplittableRandom(r);
      double[] x = new double[n*d], y = new double[n*d];
      for (int i = 0; i < n*d; i++) { x[i] = g.nextGaussian(); y[i] = g.nextGaussian(); }
      long t0 = System.nanoTime();
      CostRows c = new CostRows(PointCloud.uniform(d, x), PointCloud.uniform(d, y), Metric.plain(), 1L<<26);
      for (int i = 0; i < n; i++) c.row(i);
      long t1 = System.nanoTime();
      var s = AssignmentSolver.solve(c);
      long t2 = System.nanoTime();
      double sum = 0; for (int i = 0; i < n; i++) sum += c.entry(i, s.columnOf()[i]);
      System.out.printf("cost %.1f ms solve %.1f ms value %.15g%n", (t1-t0)/1e6, (t2-t1)/1e6, sum/n);
    }
  }
}
