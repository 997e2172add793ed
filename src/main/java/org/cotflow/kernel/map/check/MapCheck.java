package org.cotflow.kernel.map.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.kernel.map.ResidualMap;

/**
 * Finds out on examples whether a map is what {@link ResidualMap} asks for:
 *
 * <ul>
 *   <li>all numbers are finite, and set whatever the arrays held before; arguments stay;
 *   <li>the same arguments give the same bits again, and on two threads at the same time;
 *   <li>D_x phi^T q and D_omega phi^T q are the slopes of &lt;q, phi&gt;: fourth-order central
 *       differences agree to 1e-7 of |q| |phi| plus the largest slope, for at most {@value
 *       #MOST_COORDINATES} coordinates of x and of each part. Where they do not, smaller steps are
 *       tried, as an activation may have a kink nearby;
 *   <li>&lt;D phi v, q&gt; = &lt;v, D phi^T q&gt; to 1e-12, D phi from the pullbacks of all unit
 *       vectors.
 * </ul>
 */
public final class MapCheck {
  private static final int MOST_COORDINATES = 48;
  private static final int REPEATS = 20;
  private static final double[] STEPS = {1e-3, 6e-5, 4e-6};

  private final ResidualMap map;
  private final ParticleLayout layout;
  private final int d;
  private final int p;

  private MapCheck(ResidualMap map) {
    this.map = map;
    this.layout = map.layout();
    this.d = layout.stateDim();
    this.p = layout.size();
  }

  /**
   * A particle, a state and a vector to pull back.
   *
   * @param omega p numbers
   * @param x d numbers
   * @param q d numbers
   */
  public record Example(double[] omega, double[] x, double[] q) {}

  /** What a map gives for an example. */
  private record Answer(double[] phi, double[] dx, double[] domega) {
    boolean sameAs(Answer other) {
      return Arrays.equals(phi, other.phi)
          && Arrays.equals(dx, other.dx)
          && Arrays.equals(domega, other.domega);
    }
  }

  /** What is wrong with a map, as the end of a sentence; null where nothing is. */
  public static String complaint(ResidualMap map, List<Example> examples) {
    MapCheck check = new MapCheck(map);
    try {
      for (Example example : examples) {
        String wrong = check.complaint(example);
        if (wrong != null) {
          return wrong;
        }
      }
      return check.onTwoThreads(examples);
    } catch (ArrayIndexOutOfBoundsException outside) {
      return "reads or writes outside of its arrays: " + outside.getMessage();
    }
  }

  private String complaint(Example example) {
    double[] omega = example.omega.clone();
    double[] x = example.x.clone();
    double[] q = example.q.clone();
    Answer answer = answer(new Example(omega, x, q));
    if (!Arrays.equals(omega, example.omega)
        || !Arrays.equals(x, example.x)
        || !Arrays.equals(q, example.q)) {
      return "changes the numbers of its arguments";
    }
    if (!answer.sameAs(answer(example))) {
      return "gives another result for the same arguments when it is called again";
    }
    String wrong = notFinite("phi", answer.phi);
    wrong = wrong != null ? wrong : notFinite("D_x phi^T q", answer.dx);
    wrong =
        wrong != null
            ? wrong
            : ofParts((from, part) -> notFinite(named(part), answer.domega, from, part.size()));
    wrong = wrong != null ? wrong : slopes(example, answer);
    return wrong != null ? wrong : adjoint(example, answer);
  }

  private Answer answer(Example example) {
    double[] phi = unset(d);
    double[] dx = unset(d);
    double[] domega = unset(p);
    map.value(example.omega, example.x, phi, unset(map.workLength()));
    map.pullback(example.omega, example.x, example.q, dx, domega, unset(map.workLength()));
    return new Answer(phi, dx, domega);
  }

  private static double[] unset(int length) {
    double[] numbers = new double[length];
    Arrays.fill(numbers, Double.NaN);
    return numbers;
  }

  private interface OfPart {
    String complaint(int from, Part part);
  }

  private String ofParts(OfPart check) {
    for (int index = 0; index < layout.parts().size(); index++) {
      String wrong = check.complaint(layout.offset(index), layout.parts().get(index));
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private static String named(Part part) {
    return "D_omega phi^T q in part " + part.name();
  }

  private static String notFinite(String name, double[] numbers) {
    return notFinite(name, numbers, 0, numbers.length);
  }

  private static String notFinite(String name, double[] numbers, int from, int length) {
    for (int j = 0; j < length; j++) {
      if (!Double.isFinite(numbers[from + j])) {
        return name + ", coordinate " + j + ", is " + numbers[from + j];
      }
    }
    return null;
  }

  private String slopes(Example at, Answer answer) {
    double scale = norm(at.q) * norm(answer.phi) + largest(answer.dx) + largest(answer.domega);
    String wrong = slopes("D_x phi^T q", at, at.x, answer.dx, 0, d, scale);
    return wrong != null
        ? wrong
        : ofParts(
            (from, part) ->
                slopes(named(part), at, at.omega, answer.domega, from, part.size(), scale));
  }

  /** Compares slopes in some coordinates of {@code moved}, which is x or omega. */
  private String slopes(
      String name, Example at, double[] moved, double[] given, int from, int length, double scale) {
    int stride = (length + MOST_COORDINATES - 1) / MOST_COORDINATES;
    for (int j = 0; j < length; j += stride) {
      double first = Double.NaN;
      boolean agrees = false;
      for (int i = 0; i < STEPS.length && !agrees; i++) {
        double slope = slope(at, moved, from + j, STEPS[i]);
        first = i == 0 ? slope : first;
        agrees = Math.abs(slope - given[from + j]) <= 1e-7 * scale;
      }
      if (!agrees) {
        return "%s, coordinate %s, is %s, but differences of phi give %s"
            .formatted(name, j, given[from + j], first);
      }
    }
    return null;
  }

  private double slope(Example at, double[] moved, int coordinate, double relativeStep) {
    double held = moved[coordinate];
    double step = relativeStep * Math.max(1, Math.abs(held));
    double[] along = new double[4];
    double[] steps = {-2, -1, 1, 2};
    double[] phi = new double[d];
    double[] work = new double[map.workLength()];
    for (int i = 0; i < steps.length; i++) {
      moved[coordinate] = held + steps[i] * step;
      map.value(at.omega, at.x, phi, work);
      along[i] = product(at.q, phi);
    }
    moved[coordinate] = held;
    return (along[0] - 8 * along[1] + 8 * along[2] - along[3]) / (12 * step);
  }

  private String adjoint(Example at, Answer answer) {
    double[] unit = new double[d];
    double alongX = 0;
    double alongOmega = 0;
    double sizeX = norm(at.x) * norm(answer.dx);
    double sizeOmega = norm(at.omega) * norm(answer.domega);
    for (int a = 0; a < d; a++) {
      Arrays.fill(unit, 0);
      unit[a] = 1;
      Answer row = answer(new Example(at.omega, at.x, unit));
      double x = at.q[a] * product(at.x, row.dx);
      double omega = at.q[a] * product(at.omega, row.domega);
      alongX += x;
      alongOmega += omega;
      sizeX += Math.abs(x);
      sizeOmega += Math.abs(omega);
    }
    boolean ofX = Math.abs(alongX - product(at.x, answer.dx)) <= 1e-12 * sizeX;
    boolean ofOmega = Math.abs(alongOmega - product(at.omega, answer.domega)) <= 1e-12 * sizeOmega;
    return ofX && ofOmega
        ? null
        : (ofX ? "D_omega" : "D_x")
            + " phi^T q is not linear in q: <D phi v, q> is not <v, D phi^T q>";
  }

  private String onTwoThreads(List<Example> examples) {
    List<Answer> expected = examples.stream().map(this::answer).toList();
    Callable<Boolean> work =
        () -> {
          for (int repeat = 0; repeat < REPEATS; repeat++) {
            for (int i = 0; i < expected.size(); i++) {
              if (!expected.get(i).sameAs(answer(examples.get(i)))) {
                return false;
              }
            }
          }
          return true;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Boolean>> both = new ArrayList<>(threads.invokeAll(List.of(work, work)));
      return both.get(0).get() && both.get(1).get()
          ? null
          : "gives another result when two threads call it at the same time";
    } catch (ExecutionException failed) {
      return "fails when two threads call it at the same time: " + failed.getCause();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      threads.shutdown();
    }
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int j = 0; j < one.length; j++) {
      sum = Math.fma(one[j], other[j], sum);
    }
    return sum;
  }

  private static double norm(double[] numbers) {
    return Math.sqrt(product(numbers, numbers));
  }

  private static double largest(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElse(0);
  }
}
