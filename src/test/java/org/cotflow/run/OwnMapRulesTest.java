package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.kernel.map.MapInputs;
import org.junit.jupiter.api.Test;

/** What is asked of a user's own map beside the keys of a configuration. */
class OwnMapRulesTest {
  /** Has a part that init has a default for, with another standard deviation. */
  public static final class Renamed extends RationalMap {
    public Renamed(MapInputs inputs) {
      super(inputs);
    }

    @Override
    public ParticleLayout layout() {
      int d = super.layout().stateDim();
      return new ParticleLayout(d, List.of(Part.of("a", d, 0.5), Part.of("w", d, 0.25)));
    }
  }

  private static RunProblem problem(String... sets) {
    List<String> all =
        SmallRuns.FULL_BATCH.sets("network.map=\"class:" + Renamed.class.getName() + "\"");
    all.addAll(List.of(sets));
    return RunProblem.of(ExperimentConfig.load("moons", all.toArray(String[]::new)));
  }

  private static double std(RunProblem problem, int part) {
    return problem.experiment().init().std(problem.shape().layout(0).parts().get(part));
  }

  @Test
  void aDefaultDoesNotTakeThePlaceOfTheMapsOwnLaw() {
    assertEquals(
        "init.w.std is 1.0 unless set, but the map's own for its part w is 0.25; set auto for the"
            + " map's own, or give the part another name",
        assertThrows(UserInputException.class, () -> problem()).getMessage());
    assertEquals(0.25, std(problem("init.w.std=auto"), 1));
    assertEquals(0.5, std(problem("init.w.std=2"), 0));
    assertEquals(2, std(problem("init.w.std=2"), 1));
  }
}
