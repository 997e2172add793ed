package org.cotflow.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.NaiveFlow;
import org.cotflow.theory.certificate.Perturbation;
import org.cotflow.theory.certificate.StartingPoint;
import org.junit.jupiter.api.Test;

class CertificationTest {
  private static final String[] SMALL = {
    "data.samples=4",
    "data.test-fraction=0",
    "network.depth=2",
    "network.width=24",
    "engine.threads=1"
  };

  private static Experiment moons(String... further) {
    List<String> sets = new ArrayList<>(List.of(SMALL));
    sets.addAll(List.of(further));
    return ExperimentConfig.load("moons", sets.toArray(String[]::new));
  }

  private static Experiment certified(String... further) {
    List<String> sets = new ArrayList<>(List.of("engine.threads=1"));
    sets.addAll(List.of(further));
    return ExperimentConfig.load("certified", sets.toArray(String[]::new));
  }

  private static String scale(Certification failing) {
    return "network.scale=" + failing.certificate().smallestScale().orElseThrow();
  }

  /** The scale is found, not given, and is the one that the built-in experiment has. */
  @Test
  void theBuiltInHoldsWithTheScaleThatIsFound() {
    Certification plain = Certification.of(certified("network.scale=1"));
    assertFalse(plain.certificate().holds());
    Certification found = Certification.of(certified(scale(plain)));
    assertTrue(found.certificate().holds());
    Certification builtIn = Certification.of(certified());
    assertTrue(builtIn.certificate().holds());
    double ratio =
        builtIn.certificate().scale() / plain.certificate().smallestScale().orElseThrow();
    assertTrue(ratio >= 1 && ratio < 1.5, "scale is " + ratio + " of the smallest");
    assertTrue(builtIn.certificate().bound() >= 0.2 * builtIn.certificate().boundAtStart());
    for (Certificate one : List.of(found.certificate(), builtIn.certificate())) {
      assertTrue(one.travelled() <= one.radius());
    }
  }

  /** Zero targets: nothing of nothing. */
  @Test
  void aRunAtRestIsNoPartOfItsGuarantee() {
    CertifiedRun.Row rest = new CertifiedRun.Row(1, 0.1, 0, 0, 0, 0);
    CertifiedRun run = new CertifiedRun(List.of(rest, rest));
    assertTrue(run.holds());
    assertEquals(0, run.largestRiskRatio());
    assertEquals(0, run.largestDistanceRatio());
  }

  @Test
  void theRunKeepsBothInequalitiesAtEveryStep() {
    Experiment experiment = certified();
    Certification certification = Certification.of(experiment);
    CertifiedRun run =
        CertifiedRun.of(certification.problem(), certification.certificate(), RunMonitor.NONE);
    assertTrue(experiment.flow().step() <= certification.certificate().advisedStep());
    assertEquals(experiment.flow().steps() + 1, run.rows().size());
    for (CertifiedRun.Row row : run.rows()) {
      assertTrue(row.keepsRisk() && row.keepsDistance(), row.toString());
    }
    CertifiedRun.Row last = run.rows().get(run.rows().size() - 1);
    CertifiedRun.Row first = run.rows().get(0);
    assertTrue(last.guaranteedRisk() < 0.5 * first.risk(), "long enough to say something");
    assertTrue(last.distance() > 0.01 * last.guaranteedDistance(), last.toString());
    assertEquals(0, first.distance());
    assertEquals(1 + run.rows().size(), run.csv().lines().count());
  }

  /** Of radius R and less, in all directions, also in one layer alone. */
  @Test
  void threeHundredMovesDoNotBreakTheBound() {
    Certification certification = Certification.of(certified());
    Certificate certificate = certification.certificate();
    RunProblem problem = certification.problem();
    PartMultipliers multipliers =
        PartMultipliers.of(
            problem.experiment().flow(), problem.shape().layout(0), problem.network().bias());
    HeldMeasure start = HeldMeasure.of(problem.shape(), problem.initial());
    Perturbation moves = new Perturbation(start, multipliers);
    SplittableRandom random = new SplittableRandom(77);
    for (int index = 0; index < 300; index++) {
      double part = index % 3 == 0 ? random.nextDouble() : 1;
      double[] move = moves.to(part * certificate.radius(), moves.draw(random));
      HeldMeasure moved = moves.moved(move);
      double ratio =
          new NaiveFlow(problem.network(), problem.data().train(), multipliers).ratio(moved);
      double lowerBound = start(problem, moved).boundAtStart(problem.network().scale());
      assertTrue(certificate.bound() <= lowerBound, "move " + index);
      assertTrue(lowerBound <= ratio, "move " + index);
    }
  }

  private static StartingPoint start(RunProblem problem, HeldMeasure measure) {
    MeasureShape shape = measure.shape();
    try (Engine engine =
        EngineFactory.inProcess(1).start(shape, measure, problem.network().maps())) {
      return StartingPoint.of(
          problem.network(),
          problem.data().train(),
          engine,
          shape,
          new InProcessBlocks(shape, measure),
          PartMultipliers.of(
              problem.experiment().flow(), problem.shape().layout(0), problem.network().bias()));
    }
  }

  /** Multipliers and frozen blocks: the distances of the run are those of the metric. */
  @Test
  void aRunWithMultipliersKeepsItsCertificateToo() {
    String[] blocks = {
      "flow.train=[u,w]", "flow.multipliers.u=2", "flow.multipliers.w=0.01", "flow.steps=600"
    };
    Certification failing = Certification.of(moons(blocks));
    List<String> sets = new ArrayList<>(List.of(blocks));
    sets.add(scale(failing));
    Certification without = Certification.of(moons(sets.toArray(String[]::new)));
    sets.add("flow.step=" + without.certificate().advisedStep());
    Certification certification = Certification.of(moons(sets.toArray(String[]::new)));
    assertTrue(certification.certificate().holds());
    CertifiedRun run =
        CertifiedRun.of(certification.problem(), certification.certificate(), RunMonitor.NONE);
    assertTrue(run.holds());
    assertTrue(run.largestDistanceRatio() > 0.01);
  }

  @Test
  void aRunThatDoesNotFollowTheFlowIsCaught() {
    Certification failing = Certification.of(moons());
    Certification steep = Certification.of(moons(scale(failing)));
    double step = 6 / steep.certificate().fastestRate();
    Certification certification =
        Certification.of(moons(scale(failing), "flow.step=" + step, "flow.steps=30"));
    CertifiedRun run =
        CertifiedRun.of(certification.problem(), certification.certificate(), RunMonitor.NONE);
    assertFalse(run.holds());
  }

  @Test
  void aWidthAndAStateDimensionAreFound() {
    Certification wide = Certification.of(moons("network.width=3"));
    assertEquals(Certificate.Term.KERNEL, wide.certificate().failing());
    String large = "network.scale=1e7";
    CertificateSearch.Finding width = search(large, "network.width=3").width();
    assertTrue(width.smallest() >= 4, width.toString());
    assertTrue(width.closest().holds());
    String found = "network.width=" + width.smallest();
    assertTrue(Certification.of(moons(large, found)).certificate().holds());
    CertificateSearch.Finding dimension = search(large, "network.state-dim=3").stateDim();
    assertEquals(4, dimension.smallest(), dimension.toString());
    assertTrue(Certification.of(moons(large, "network.state-dim=4")).certificate().holds());
    assertEquals(
        Certificate.Term.RISK,
        Certification.of(moons(large, "network.state-dim=3")).certificate().failing());
  }

  private static CertificateSearch search(String... sets) {
    return new CertificateSearch(
        further -> {
          List<String> all = new ArrayList<>(List.of(sets));
          all.addAll(further);
          return moons(all.toArray(String[]::new));
        },
        Certification.of(moons(sets)));
  }

  @Test
  void whatCannotBeSearchedSaysWhy() {
    CertificateSearch.Finding lists = search("network.width=[8,9]").width();
    assertNull(lists.smallest());
    assertTrue(lists.reason().contains("different widths"), lists.reason());
    CertificateSearch.Finding fixed =
        search("network.embedding=identity", "network.readout=identity").stateDim();
    assertTrue(fixed.reason().contains("identity"), fixed.reason());
  }

  @Test
  void whatIsNotCoveredIsRefusedInOneLine() {
    for (String set :
        List.of(
            "network.loss=cross-entropy",
            "network.depth-scheme=midpoint",
            "network.substeps=2",
            "flow.train=[w,b]",
            "flow.batch=2")) {
      UserInputException refusal =
          assertThrows(UserInputException.class, () -> Certification.of(moons(set)));
      assertTrue(refusal.getMessage().contains(set.substring(0, set.indexOf('='))), set);
      assertFalse(refusal.getMessage().contains("\n"));
    }
    UserInputException many =
        assertThrows(UserInputException.class, () -> Certification.of(moons("data.samples=2049")));
    assertTrue(many.getMessage().contains("2048"), many.getMessage());
  }
}
