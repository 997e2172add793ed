package org.cotflow.run.store;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.cotflow.flow.Balance;
import org.cotflow.flow.StepRecord;
import org.cotflow.theory.KernelProbe;

/**
 * The columns of history.csv, in order: how each is taken from a step, and how it is read. A column
 * is added here and nowhere else; it stands before {@link #WALL_SECONDS}, depends on nothing but
 * the configuration, and is empty where it does not apply.
 */
public enum HistoryColumn {
  STEP(Integer::valueOf, at -> at.record().step()),
  FLOW_TIME(at -> at.record().flowTime()),
  /** Of the batch that the step used. */
  RISK(at -> at.record().risk()),
  GRAD_NORM_SQ(at -> at.record().gradNormSquared()),
  /** The fraction of training samples whose class is predicted. */
  TRAIN_ACCURACY(at -> at.record().trainAccuracy()),
  TEST_RISK(at -> at.record().testRisk()),
  TEST_ACCURACY(at -> at.record().testAccuracy()),
  /** How often the depth solver evaluated all layers. */
  SOLVER_EVALUATIONS(Long::valueOf, at -> (long) at.record().solver().evaluations()),
  DISSIPATION(at -> at.record().dissipation()),
  /** Of all training samples, with mini-batches. */
  FULL_RISK(at -> at.record().fullRisk()),
  TRAIN_R2(at -> at.record().trainR2()),
  TEST_R2(at -> at.record().testR2()),
  RESIDUAL(at -> at.record().solver().residual()),
  /** 1 where the depth solver reached its tolerance, else 0. */
  CONVERGED(at -> at.record().solver().converged() ? 1.0 : 0.0),
  SPEED_INTEGRAL(at -> balance(at, Balance::speed)),
  DISSIPATION_INTEGRAL(at -> balance(at, Balance::dissipation)),
  BALANCE_DEFECT(at -> balance(at, balance -> balance.defect(at.record().risk()))),
  REJECTED_STEPS(at -> at.record().rejected() == null ? null : (double) at.record().rejected()),
  /** The squared norm of the gradient divided by the risk. */
  PL_RATIO(at -> at.record().risk() > 0 ? ratio(at.record()) : null),
  /** The smallest eigenvalue of all layers' kernels. */
  LAMBDA_MIN(at -> probed(at, KernelProbe::smallestEigenvalue)),
  /** The proved lower bound of {@link #PL_RATIO}. */
  PL_BOUND(at -> probed(at, KernelProbe::lowerBound)),
  /** Of the validation part, as the two after it; these columns are there only with such a part. */
  VALIDATION_RISK(at -> at.record().validationRisk()),
  VALIDATION_ACCURACY(at -> at.record().validationAccuracy()),
  VALIDATION_R2(at -> at.record().validationR2()),
  /** Since the run began, over all its resumptions; the only number that is not reproducible. */
  WALL_SECONDS(Recorded::wallSeconds);

  private final Function<String, Number> parser;
  private final Function<Recorded, Number> getter;

  HistoryColumn(Function<Recorded, Number> getter) {
    this(Double::valueOf, getter);
  }

  HistoryColumn(Function<String, Number> parser, Function<Recorded, Number> getter) {
    this.parser = parser;
    this.getter = getter;
  }

  /**
   * What a row is taken from.
   *
   * @param probe null where the step has no diagnostics
   */
  public record Recorded(StepRecord record, KernelProbe probe, double wallSeconds) {}

  /** The columns of a run with or without a validation part. */
  static List<HistoryColumn> of(boolean validation) {
    EnumSet<HistoryColumn> columns = EnumSet.allOf(HistoryColumn.class);
    if (!validation) {
      columns.removeAll(EnumSet.range(VALIDATION_RISK, VALIDATION_R2));
    }
    return List.copyOf(columns);
  }

  /** The name in the file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column's number of a step; null where it does not apply. */
  Number of(Recorded step) {
    return getter.apply(step);
  }

  /**
   * Reads a cell that is not empty.
   *
   * @throws NumberFormatException if it is no number
   */
  Number parse(String cell) {
    return parser.apply(cell);
  }

  private static Double balance(Recorded at, Function<Balance, Double> quantity) {
    return at.record().balance() == null ? null : quantity.apply(at.record().balance());
  }

  private static Double ratio(StepRecord record) {
    return record.gradNormSquared() / record.risk();
  }

  private static Double probed(Recorded at, Function<KernelProbe, Double> quantity) {
    return at.probe() == null ? null : quantity.apply(at.probe());
  }
}
