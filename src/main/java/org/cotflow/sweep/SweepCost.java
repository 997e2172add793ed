package org.cotflow.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.DataSpec;
import org.cotflow.data.PreparedData;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.run.RunProblem;
import org.cotflow.run.cost.KernelRates;
import org.cotflow.run.cost.ProblemSize;
import org.cotflow.run.cost.ScalingModel;
import org.cotflow.sweep.grid.Grid;

/**
 * What the kernels of a sweep would take by our models, at nominal rates: times on a machine are in
 * proportion to that of the costliest run there.
 *
 * @param runs how many
 * @param references how many
 * @param seconds of all of them, one after another on one thread
 * @param costliest run or reference
 * @param costliestName what tells it from others
 * @param costliestSeconds of it, on one thread
 */
public record SweepCost(
    int runs,
    int references,
    double seconds,
    Experiment costliest,
    String costliestName,
    double costliestSeconds) {

  static SweepCost of(Grid grid, Map<DataSpec, PreparedData> data) {
    List<Experiment> all = new ArrayList<>(grid.references());
    grid.runs().forEach(run -> all.add(run.experiment()));
    double seconds = 0;
    double most = -1;
    int costliest = 0;
    for (int i = 0; i < all.size(); i++) {
      double own = kernelSeconds(all.get(i), data.get(all.get(i).data()));
      seconds += own;
      costliest = own > most ? i : costliest;
      most = Math.max(most, own);
    }
    int references = grid.references().size();
    String name =
        costliest < references
            ? "reference " + costliest
            : name(grid.columns(), grid.runs().get(costliest - references).cells());
    return new SweepCost(grid.runs().size(), references, seconds, all.get(costliest), name, most);
  }

  private static double kernelSeconds(Experiment experiment, PreparedData data) {
    ProblemSize size;
    try {
      size = RunProblem.of(experiment, data).size();
    } catch (UserInputException wrong) { // the trial will report it
      return 0;
    }
    KernelRates nominal = KernelRates.nominal(size.stateDim());
    Propagation propagation = experiment.engine().propagation();
    double step = ScalingModel.inProcess(size, propagation, nominal, 1).kernelSeconds();
    return step * (experiment.flow().steps() + 1.0);
  }

  private static String name(List<String> columns, List<String> cells) {
    List<String> parts = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      parts.add(columns.get(c) + " = " + cells.get(c));
    }
    return String.join(", ", parts);
  }
}
