package org.cotflow.kernel.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.kernel.map.check.MapCheck;
import org.junit.jupiter.api.Test;

/** Every mistake that a map can have is found, and named with its place. */
class MapCheckTest {
  private static final List<MapCheck.Example> EXAMPLES =
      List.of(
          new MapCheck.Example(
              new double[] {0.3, -0.2, 0.7, -1.1}, new double[] {0.5, -0.4}, new double[] {1, 2}));

  /** phi = u relu(<w, x>), right as it stands. */
  public static class Right implements ResidualMap {
    private final ParticleLayout layout;

    public Right(MapInputs inputs) {
      int d = inputs.stateDim();
      layout = new ParticleLayout(d, List.of(Part.of("u", d, 0), Part.of("gain", d, 1)));
      inputs.whole("rank", 1, 1);
    }

    @Override
    public ParticleLayout layout() {
      return layout;
    }

    double unit(double[] omega, double[] x) {
      return Math.max(0, omega[2] * x[0] + omega[3] * x[1]);
    }

    @Override
    public void value(double[] omega, double[] x, double[] phi, double[] work) {
      double unit = unit(omega, x);
      phi[0] = omega[0] * unit;
      phi[1] = omega[1] * unit;
    }

    @Override
    public void pullback(
        double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
      double unit = unit(omega, x);
      double slope = unit > 0 ? omega[0] * q[0] + omega[1] * q[1] : 0;
      for (int j = 0; j < 2; j++) {
        domega[j] = unit * q[j];
        domega[2 + j] = slope * x[j];
        dx[j] = slope * omega[2 + j];
      }
    }
  }

  /** One that does something more after its pullback. */
  private abstract static class Wrong extends Right {
    Wrong() {
      super(MapInputs.of(2, List.of(), Map.of()));
    }

    abstract void spoil(double[] x, double[] q, double[] dx, double[] domega);

    @Override
    public void pullback(
        double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
      super.pullback(omega, x, q, dx, domega, work);
      spoil(x, q, dx, domega);
    }
  }

  private interface Spoil {
    void by(double[] x, double[] q, double[] dx, double[] domega);
  }

  private static String complaint(Spoil spoil) {
    return MapCheck.complaint(
        new Wrong() {
          @Override
          void spoil(double[] x, double[] q, double[] dx, double[] domega) {
            spoil.by(x, q, dx, domega);
          }
        },
        EXAMPLES);
  }

  @Test
  void aRightMapPassesAlsoBesideAKink() {
    Right map = new Right(MapInputs.of(2, List.of(), Map.of()));
    assertNull(MapCheck.complaint(map, EXAMPLES));
    double kink = 0.4 * 1.1 / 0.5 - 1e-4; // <w, x> = -5e-5 at differences of 1e-3
    MapCheck.Example beside =
        new MapCheck.Example(
            new double[] {0.3, -0.2, kink, 1.1}, new double[] {0.5, -0.4}, new double[] {1, 2});
    assertNull(MapCheck.complaint(map, List.of(beside)));
  }

  @Test
  void wrongSlopesAreNamedWithPartAndCoordinate() {
    String part = complaint((x, q, dx, domega) -> domega[3] += 1e-6);
    assertTrue(part.startsWith("D_omega phi^T q in part gain, coordinate 1, is "), part);
    String state = complaint((x, q, dx, domega) -> dx[1] *= -1);
    assertTrue(state.startsWith("D_x phi^T q, coordinate 1, is "), state);
    assertTrue(state.contains("but differences of phi give "), state);
  }

  @Test
  void numbersThatAreNotSetOrNotFiniteAreNamed() {
    assertEquals(
        "D_omega phi^T q in part u, coordinate 0, is NaN",
        complaint((x, q, dx, domega) -> domega[0] = Double.NaN));
    assertEquals(
        "D_x phi^T q, coordinate 0, is Infinity", complaint((x, q, dx, domega) -> dx[0] = 1 / 0.0));
  }

  @Test
  void callsThatDependOnOthersAreFound() {
    double[] kept = new double[1];
    assertEquals(
        "gives another result for the same arguments when it is called again",
        complaint((x, q, dx, domega) -> dx[0] += kept[0]++));
    assertEquals("changes the numbers of its arguments", complaint((x, q, dx, domega) -> q[0] = 3));
    Thread first = Thread.currentThread();
    assertEquals(
        "gives another result when two threads call it at the same time",
        complaint((x, q, dx, domega) -> dx[0] += Thread.currentThread() == first ? 0 : 1));
    assertEquals(
        "reads or writes outside of its arrays: Index 4 out of bounds for length 4",
        complaint((x, q, dx, domega) -> domega[4] = 0));
  }

  @Test
  void aPullbackThatIsNotLinearIsFound() {
    String wrong = complaint((x, q, dx, domega) -> domega[0] += q[0] == 1 && q[1] == 0 ? 1e-9 : 0);
    assertTrue(wrong.startsWith("D_omega phi^T q is not linear in q"), wrong);
  }

  private static String refused(String type, Map<String, String> options) {
    MapOptions own = MapOptions.DEFAULT.withOwn(options);
    MapSpec spec = new MapSpec(MapKind.OWN, Activation.TANH, own, List.of(), type);
    return assertThrows(UserInputException.class, () -> spec.layout(2)).getMessage();
  }

  @Test
  void classesThatAreNoMapsAreRefused() {
    String right = Right.class.getName();
    String missing = refused("com.example.Nothing", Map.of());
    assertTrue(missing.contains("there is no such class; give its jar by --jar FILE"), missing);
    assertTrue(refused("java.lang.String", Map.of()).contains("no public constructor (MapInputs)"));
    assertEquals(
        "network.map-options.rnak: class:"
            + right
            + " has no such option; the nearest is network.map-options.rank",
        refused(right, Map.of("rnak", "2")));
    assertEquals(
        "network.map-options.rank: expected a whole number >= 1, found 0.5",
        refused(right, Map.of("rank", "0.5")));
    assertEquals(
        "network.map-options.rank: expected a finite number, found many",
        refused(right, Map.of("rank", "many")));
  }
}
