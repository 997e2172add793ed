package org.cotflow.sweep.trial;

import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.data.Samples;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.network.Network;
import org.cotflow.run.RunProblem;
import org.cotflow.sweep.grid.ErrorSpec;
import org.cotflow.sweep.grid.Grid;

/**
 * The limit of infinite width (or, where layers are drawn independently, depth) at flow step 0,
 * which is known: particles are drawn with u centered and independent of (w, b), so
 *
 * <pre>
 *   F_k(x) = E[u sigma(&lt;w, x&gt; + b)] = E[u] E[sigma] = 0,   x_k = x_0 = A xi,   yhat = alpha B A xi.
 * </pre>
 *
 * With u = 0 the network is there already. Later steps, and particles that were given rather than
 * drawn, have no such form.
 */
public final class ClosedForm {
  private ClosedForm() {}

  /**
   * Checks that the limit is known for every run.
   *
   * @throws UserInputException where it is not
   */
  public static void requireCovers(Grid grid, ErrorSpec errors) {
    boolean given = grid.runs().stream().anyMatch(run -> run.experiment().init().from() != null);
    if (given || !errors.steps().equals(java.util.List.of(0))) {
      throw ConfigComplaint.of(
          "sweep.reference.kind = closed-form knows the limit at flow step 0 of particles that are"
              + " drawn; set sweep.errors.at = [0]"
              + (given ? " and init.from = null" : "")
              + ", or take kind = run");
    }
  }

  /** The limit of a problem: states are the same at every s. */
  static Profile atStart(RunProblem problem) {
    Network network = problem.network();
    Samples train = problem.data().train();
    double[] states = network.embed(train.features());
    double[] predictions = network.predict(states);
    double risk =
        network
            .loss()
            .evaluate(predictions, train.targets(), train.count(), network.outputDim())
            .risk();
    return new Profile(
        0,
        1,
        network.stateDim(),
        LayerCycle.everywhere(0),
        risk,
        predictions,
        new int[] {0, 1},
        new double[][] {states, states},
        null);
  }
}
