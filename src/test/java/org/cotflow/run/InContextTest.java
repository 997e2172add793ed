package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Locations;
import org.cotflow.data.Samples;
import org.cotflow.data.Specs;
import org.cotflow.data.source.DataSources;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureSource;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regression in context: risks of steps of gradient descent, and of a layer of linear heads. */
class InContextTest {
  @TempDir Path directory;

  /**
   * The best k steps of gradient descent for the least squares of a prompt, k = 1 or 2:
   * docs/experiments/in-context.md.
   *
   * @param a the prediction is &lt;x, (a S - b S^2) v&gt;
   * @param risk half the mean square error
   */
  private record Steps(double a, double b, double risk) {
    static Steps one(double n, double d) {
      double second = (n + d + 1) / n;
      return new Steps(1 / second, 0, d / 2 * (1 - 1 / second));
    }

    static Steps two(double n, double d) {
      double second = (n + d + 1) / n;
      double third = (n * n + d * d + 3 * n * d + 3 * n + 3 * d + 4) / (n * n);
      double cubes = n * n * n + 6 * n * n * d + 6 * n * d * d + d * d * d;
      double rest = 6 * n * n + 17 * n * d + 6 * d * d + 21 * n + 21 * d + 20;
      double fourth = (cubes + rest) / (n * n * n);
      double below = second * fourth - third * third;
      double a = (fourth - second * third) / below;
      double b = (third - second * second) / below;
      return new Steps(a, b, d / 2 * (1 - a + b * second));
    }
  }

  /** Of the built-in experiment, with 8 examples of 3 numbers. */
  private RunProblem problem(int samples, int width, String... further) {
    List<String> sets = new ArrayList<>(List.of(further));
    sets.add("data.samples=" + samples);
    sets.add("data.test-fraction=0");
    sets.add("network.width=" + width);
    return RunBits.problem("in-context", sets, directory.resolve("run"));
  }

  /** What steps predict for each prompt. */
  private static double[] predictions(Samples prompts, int dim, Steps steps) {
    double[] predictions = new double[prompts.count()];
    int token = dim + 1;
    int length = prompts.inputDim();
    int examples = length / token - 1;
    for (int i = 0; i < predictions.length; i++) {
      double[] once = new double[dim];
      double[] twice = new double[dim];
      for (int t = 1; t <= examples; t++) {
        int at = i * length + t * token;
        add(prompts.features(), at, prompts.features()[at + dim] / examples, once);
      }
      for (int t = 1; t <= examples; t++) {
        int at = i * length + t * token;
        add(prompts.features(), at, product(prompts.features(), at, once) / examples, twice);
      }
      double first = product(prompts.features(), i * length, once);
      predictions[i] = steps.a * first - steps.b * product(prompts.features(), i * length, twice);
    }
    return predictions;
  }

  private static void add(double[] numbers, int at, double factor, double[] sum) {
    for (int c = 0; c < sum.length; c++) {
      sum[c] += factor * numbers[at + c];
    }
  }

  private static double product(double[] numbers, int at, double[] vector) {
    double sum = 0;
    for (int c = 0; c < vector.length; c++) {
      sum += numbers[at + c] * vector[c];
    }
    return sum;
  }

  /** Mean and its standard error. */
  private record Mean(double mean, double error) {
    static Mean ofRisk(double[] predictions, double[] targets) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < predictions.length; i++) {
        double risk = 0.5 * (predictions[i] - targets[i]) * (predictions[i] - targets[i]);
        sum += risk;
        squares += risk * risk;
      }
      double mean = sum / predictions.length;
      double variance = squares / predictions.length - mean * mean;
      return new Mean(mean, Math.sqrt(variance / predictions.length));
    }
  }

  /** Over prompts as the data source draws them. */
  @ParameterizedTest
  @CsvSource({"8, 3", "5, 2", "20, 4"})
  void risksOfGradientDescentAreTheirClosedForms(int examples, int dim) {
    Samples prompts = DataSources.prepare(Specs.prompts(40_000, examples, dim, 0)).train();
    for (Steps steps : List.of(Steps.one(examples, dim), Steps.two(examples, dim))) {
      Mean found = Mean.ofRisk(predictions(prompts, dim, steps), prompts.targets());
      assertEquals(steps.risk, found.mean, 3 * found.error, steps.toString());
      assertTrue(found.error < 0.03 * steps.risk, found.toString());
    }
  }

  @Test
  void thePageQuotesTheClosedForms() throws IOException {
    String page = Files.readString(Path.of("docs", "experiments", "in-context.md"));
    Steps two = Steps.two(8, 3);
    String quoted = String.format(Locale.ROOT, "%.3f (a = %.3f, b = %.3f)", two.risk, two.a, two.b);
    assertTrue(page.contains(quoted), quoted);
    String one = String.format(Locale.ROOT, "**%.1f** for one step", Steps.one(8, 3).risk);
    assertTrue(page.contains(one), one);
  }

  private static double[] outputs(RunProblem problem, MeasureSource measure) {
    Samples prompts = problem.data().train();
    try (Engine engine =
        EngineFactory.inProcess(2).start(problem.shape(), measure, problem.network().maps())) {
      double[] first = problem.network().embed(prompts.features());
      return problem
          .network()
          .predict(new Sweep(ButcherTableau.EULER).forward(engine, first, prompts.count()).last());
    }
  }

  /** Queries and keys see x, the value is y, and o puts eta (n + 1) / n sqrt(h) times it on y. */
  @Test
  void aLinearHeadTakesAStep() {
    RunProblem problem = problem(2000, 1);
    HeldMeasure head = HeldMeasure.of(problem.shape(), problem.initial());
    ParticleBlock block = head.blocks().get(0);
    for (int j = 0; j < block.size(); j++) {
      block.values()[block.index(0, j)] = 0;
    }
    for (int c = 0; c < 3; c++) {
      block.values()[block.index(0, c * 4 + c)] = 1;
      block.values()[block.index(0, 16 + c * 4 + c)] = 1;
    }
    block.values()[block.index(0, 32 + 3)] = 1;
    block.values()[block.index(0, 48 + 3 * 4)] = Steps.one(8, 3).a * 9.0 / 8 * 2;
    double[] step = predictions(problem.data().train(), 3, Steps.one(8, 3));
    double[] outputs = outputs(problem, head);
    for (int i = 0; i < step.length; i++) {
      assertEquals(step[i], outputs[i], 1e-12 * Math.max(1, Math.abs(step[i])));
    }
  }

  @Test
  void theFlowFindsTheStep() throws IOException {
    RunProblem problem = problem(4096, 4, "flow.step=0.1", "flow.steps=200");
    TrainingRun.start(problem, EngineFactory.inProcess(2), RunMonitor.NONE);
    try (RunDirectory run = RunDirectory.open(Locations.of(directory.resolve("run").toString()))) {
      MeasureSource last = run.snapshots().latestValid().orElseThrow().source();
      double[] outputs = outputs(problem, HeldMeasure.of(problem.shape(), last));
      double[] step = predictions(problem.data().train(), 3, Steps.one(8, 3));
      Mean risk = Mean.ofRisk(outputs, problem.data().train().targets());
      Mean apart = Mean.ofRisk(outputs, step);
      Mean nothing = Mean.ofRisk(new double[step.length], step);
      assertEquals(Steps.one(8, 3).risk, risk.mean, 3 * risk.error);
      assertTrue(apart.mean < 0.1 * nothing.mean, apart + " of " + nothing);
    }
  }
}
