package org.cotflow.sweep.law;

import java.util.Arrays;

/** Solves a {@link StretchedLaw} for given counts of the replica groups. */
record StretchedFit(Combination combination, Observations observations) {
  private static final int STEPS = 200;
  private static final double CONVERGED = 1e-12;
  private static final double FIRST_DAMPING = 1e-3;

  /** Where the relative decrease ends of a step that was not worth taking. */
  private static final double LARGEST_DAMPING = 1e12;

  /**
   * @param parameters log c_j, then e_j
   * @param logs log v_p
   * @param fitted log f_p
   * @param weights g_p
   */
  record Result(
      double[] parameters,
      double[] logs,
      double[] fitted,
      double[] weights,
      double conditionNumber) {}

  /** One state of the iteration: fitted logarithms and their derivatives, P x 2t. */
  private record Model(double[] fitted, double[][] jacobian) {}

  /**
   * The constants of the linear law with the terms as given, exponents 1; a constant that would be
   * 0 starts at a share of the others. Null where the terms cannot be told apart.
   */
  double[] start() {
    LinearFit linear = new LinearFit(combination, true, observations);
    LinearFit.Result result = linear.solve(observations.once());
    if (result == null) {
      return null;
    }
    int terms = result.constants().length;
    double[] start = new double[2 * terms];
    double[][] design = result.averages().design();
    for (int j = 0; j < terms; j++) {
      double share = Double.POSITIVE_INFINITY;
      for (int p = 0; p < design.length; p++) {
        share = Math.min(share, result.averages().values()[p] / design[p][j]);
      }
      start[j] = StrictMath.log(Math.max(result.constants()[j], share / 10));
      start[terms + j] = 1;
    }
    return start;
  }

  /** Null where the terms cannot be told apart or the iteration does not end. */
  Result solve(int[] counts, double[] start) {
    Observations.Averages averages =
        observations.averages(counts, combination == Combination.QUADRATURE);
    int n = averages.values().length;
    double[][] logTerms = new double[n][];
    double[] logs = new double[n];
    double[] weights = observations.logWeights(averages);
    for (int p = 0; p < n; p++) {
      logTerms[p] = Arrays.stream(averages.design()[p]).map(StrictMath::log).toArray();
      logs[p] = StrictMath.log(averages.values()[p]);
    }
    double[] parameters = start.clone();
    Model model = model(logTerms, parameters);
    double loss = loss(logs, model.fitted(), weights);
    double damping = FIRST_DAMPING;
    for (int step = 0; step < STEPS; step++) {
      double[] move = move(model, logs, weights, damping);
      if (move == null) {
        return null;
      }
      double[] tried = parameters.clone();
      double size = 0;
      for (int j = 0; j < tried.length; j++) {
        tried[j] += move[j];
        size = Math.max(size, Math.abs(move[j]));
      }
      Model next = model(logTerms, tried);
      double nextLoss = loss(logs, next.fitted(), weights);
      if (nextLoss <= loss) {
        parameters = tried;
        model = next;
        loss = nextLoss;
        damping = Math.max(damping / 10, 1e-15);
      } else {
        damping *= 10;
      }
      if (size < CONVERGED) {
        return result(parameters, logs, model, weights);
      }
      if (damping > LARGEST_DAMPING) {
        return result(parameters, logs, model, weights);
      }
    }
    return null;
  }

  private static Result result(double[] parameters, double[] logs, Model model, double[] weights) {
    LeastSquares squares = new LeastSquares(model.jacobian(), weights);
    return squares.isSingular()
        ? null
        : new Result(parameters, logs, model.fitted(), weights, squares.conditionNumber());
  }

  /**
   * log f and its derivatives. With s_j = c_j x_j^{e_j} to the power q (1 or 2) and S their sum,
   * log f = (1/q) log S, d log f / d log c_j = s_j / S, d log f / d e_j = (s_j / S) log x_j.
   */
  private Model model(double[][] logTerms, double[] parameters) {
    int terms = parameters.length / 2;
    int power = combination == Combination.QUADRATURE ? 2 : 1;
    double[] fitted = new double[logTerms.length];
    double[][] jacobian = new double[logTerms.length][2 * terms];
    double[] exponents = new double[terms];
    for (int p = 0; p < logTerms.length; p++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < terms; j++) {
        exponents[j] = power * Math.fma(parameters[terms + j], logTerms[p][j], parameters[j]);
        largest = Math.max(largest, exponents[j]);
      }
      double sum = 0;
      for (int j = 0; j < terms; j++) {
        jacobian[p][j] = StrictMath.exp(exponents[j] - largest);
        sum += jacobian[p][j];
      }
      fitted[p] = (largest + StrictMath.log(sum)) / power;
      for (int j = 0; j < terms; j++) {
        jacobian[p][j] /= sum;
        jacobian[p][terms + j] = jacobian[p][j] * logTerms[p][j];
      }
    }
    return new Model(fitted, jacobian);
  }

  /**
   * The damped Gauss-Newton step: least squares of the residuals with rows sqrt(damping) times the
   * length of each column appended. Null where a column vanishes.
   */
  private static double[] move(Model model, double[] logs, double[] weights, double damping) {
    int n = logs.length;
    int count = n == 0 ? 0 : model.jacobian()[0].length;
    double[][] rows = Arrays.copyOf(model.jacobian(), n + count);
    double[] residuals = new double[n + count];
    double[] rowWeights = Arrays.copyOf(weights, n + count);
    for (int p = 0; p < n; p++) {
      residuals[p] = logs[p] - model.fitted()[p];
    }
    for (int j = 0; j < count; j++) {
      double square = 0;
      for (int p = 0; p < n; p++) {
        square += weights[p] * model.jacobian()[p][j] * model.jacobian()[p][j];
      }
      rows[n + j] = new double[count];
      rows[n + j][j] = Math.sqrt(damping * square);
      rowWeights[n + j] = 1;
    }
    LeastSquares squares = new LeastSquares(rows, rowWeights);
    return squares.isSingular() ? null : squares.solve(residuals);
  }

  private static double loss(double[] logs, double[] fitted, double[] weights) {
    double sum = 0;
    for (int p = 0; p < logs.length; p++) {
      double residual = logs[p] - fitted[p];
      sum += weights[p] * residual * residual;
    }
    return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
  }

  GoodnessOfFit goodness(Result best) {
    double[] values = Arrays.stream(best.logs()).map(StrictMath::exp).toArray();
    double[] fitted = Arrays.stream(best.fitted()).map(StrictMath::exp).toArray();
    int degrees = values.length - best.parameters().length;
    boolean quadratic = combination == Combination.QUADRATURE;
    double scatter =
        observations.isWeighted()
            ? observations.replicaScatter(quadratic)
            : observations.relativeScatter();
    double loss = loss(best.logs(), best.fitted(), best.weights());
    double[] weights = observations.averages(observations.once(), quadratic).weights();
    return new GoodnessOfFit(
        GoodnessOfFit.rSquared(values, fitted, weights),
        GoodnessOfFit.rSquared(best.logs(), best.fitted(), best.weights()),
        degrees > 0 && scatter > 0 ? loss / degrees / scatter : Double.NaN);
  }
}
