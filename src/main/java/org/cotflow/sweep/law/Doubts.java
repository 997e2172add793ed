package org.cotflow.sweep.law;

import java.util.List;
import org.cotflow.sweep.law.LawWarning.Kind;

/** Finds the {@link LawWarning}s of a fit. */
final class Doubts {
  private Doubts() {}

  /** Variables that cover less than {@link LawWarning#SHORT_RANGE}; a constant 1 is no variable. */
  static void ofRanges(double[][] rows, List<LawWarning> warnings) {
    int variables = rows.length == 0 ? 0 : rows[0].length;
    for (int j = 0; j < variables; j++) {
      double smallest = Double.POSITIVE_INFINITY;
      double largest = 0;
      for (double[] row : rows) {
        smallest = Math.min(smallest, Math.abs(row[j]));
        largest = Math.max(largest, Math.abs(row[j]));
      }
      boolean one = smallest == 1 && largest == 1;
      if (!one && largest < LawWarning.SHORT_RANGE * smallest) {
        warnings.add(new LawWarning(Kind.SHORT_RANGE, j, largest / smallest));
      }
    }
  }

  static void ofCondition(double conditionNumber, List<LawWarning> warnings) {
    if (conditionNumber > LawWarning.COLLINEAR) {
      warnings.add(new LawWarning(Kind.COLLINEAR, -1, conditionNumber));
    }
  }

  static void ofIntervals(Estimate[] estimates, int groupCount, List<LawWarning> warnings) {
    if (groupCount < LawWarning.FEW_REPLICAS) {
      warnings.add(new LawWarning(Kind.FEW_REPLICAS, -1, groupCount));
    }
    for (int j = 0; j < estimates.length; j++) {
      Interval interval = estimates[j].ninetyFive();
      double size = Math.abs(estimates[j].value());
      if (interval.isKnown() && interval.length() > size) {
        warnings.add(new LawWarning(Kind.WIDE_INTERVAL, j, interval.length() / size));
      }
    }
  }
}
