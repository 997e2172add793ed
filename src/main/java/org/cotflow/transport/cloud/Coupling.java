package org.cotflow.transport.cloud;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sparse transport plan between two clouds: entry e moves {@code units[e] / totalUnits} of all
 * mass from source point {@code sources[e]} to target point {@code targets[e]}.
 *
 * <p>Entries are ordered by source point, then target point; masses are whole numbers, so both
 * marginals are met exactly. The arrays are not copied and must not be changed.
 *
 * @param sources indices of source points
 * @param targets indices of target points
 * @param units positive masses in units
 * @param totalUnits all mass, in units
 */
public record Coupling(int[] sources, int[] targets, long[] units, long totalUnits)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Coupling {
    if (sources.length != targets.length || sources.length != units.length) {
      throw new IllegalArgumentException("entries of a coupling need source, target and mass");
    }
    long sum = 0;
    for (long unit : units) {
      if (unit < 1) {
        throw new IllegalArgumentException("mass " + unit);
      }
      sum = Math.addExact(sum, unit);
    }
    if (sum != totalUnits) {
      throw new IllegalArgumentException("masses sum to " + sum + ", not " + totalUnits);
    }
  }

  /** Source point i goes to target point {@code targetOf[i]}, all with mass 1/n. */
  public static Coupling ofPermutation(int[] targetOf) {
    int[] sources = new int[targetOf.length];
    long[] units = new long[targetOf.length];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i;
      units[i] = 1;
    }
    return new Coupling(sources, targetOf.clone(), units, targetOf.length);
  }

  /**
   * A permutation of points that were repeated in their order, each as its mass says, as a coupling
   * of the points.
   */
  public static Coupling ofRepeated(int[] targetOf, PointCloud source, PointCloud target) {
    if (source.count() == targetOf.length && target.count() == targetOf.length) {
      return ofPermutation(targetOf);
    }
    int[] sources = pointOfCopies(source, targetOf.length);
    int[] targets = pointOfCopies(target, targetOf.length);
    long[] pairs = new long[targetOf.length];
    for (int copy = 0; copy < pairs.length; copy++) {
      pairs[copy] = (long) sources[copy] << 32 | targets[targetOf[copy]];
    }
    Arrays.sort(pairs);
    List<long[]> entries = new ArrayList<>();
    for (int copy = 0; copy < pairs.length; copy++) {
      if (copy > 0 && pairs[copy] == pairs[copy - 1]) {
        entries.get(entries.size() - 1)[2]++;
      } else {
        entries.add(new long[] {pairs[copy] >>> 32, (int) pairs[copy], 1});
      }
    }
    return ofEntries(entries.toArray(new long[0][]), targetOf.length);
  }

  private static int[] pointOfCopies(PointCloud cloud, int count) {
    long factor = count / cloud.totalUnits();
    int[] points = new int[count];
    int copy = 0;
    for (int i = 0; i < cloud.count(); i++) {
      for (long unit = 0; unit < cloud.unitsOf(i) * factor; unit++) {
        points[copy++] = i;
      }
    }
    return points;
  }

  /** Entries {source, target, units} in any order, put in order. */
  public static Coupling ofEntries(long[][] entries, long totalUnits) {
    Arrays.sort(
        entries, (e, f) -> e[0] != f[0] ? Long.compare(e[0], f[0]) : Long.compare(e[1], f[1]));
    int[] sources = new int[entries.length];
    int[] targets = new int[entries.length];
    long[] units = new long[entries.length];
    for (int e = 0; e < entries.length; e++) {
      sources[e] = (int) entries[e][0];
      targets[e] = (int) entries[e][1];
      units[e] = entries[e][2];
    }
    return new Coupling(sources, targets, units, totalUnits);
  }

  public int size() {
    return sources.length;
  }

  /** The mass of an entry. */
  public double mass(int entry) {
    return (double) units[entry] / totalUnits;
  }

  /** The cost of this plan: sum_e mass_e c(x_e, y_e), by compensated summation. */
  public double cost(CostRows costs) {
    CompensatedSum sum = new CompensatedSum();
    for (int e = 0; e < units.length; e++) {
      sum.add(units[e] * costs.entry(sources[e], targets[e]));
    }
    return sum.value() / totalUnits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Coupling that
        && totalUnits == that.totalUnits
        && Arrays.equals(sources, that.sources)
        && Arrays.equals(targets, that.targets)
        && Arrays.equals(units, that.units);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(sources) + Arrays.hashCode(targets);
  }

  @Override
  public String toString() {
    return "Coupling[" + units.length + " entries]";
  }
}
