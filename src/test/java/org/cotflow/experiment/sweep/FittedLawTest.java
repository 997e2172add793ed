package org.cotflow.experiment.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FittedLawTest {
  private static LawSpec law(boolean quadrature, boolean exponents, List<String> powers) {
    Map<String, Expression> terms = new LinkedHashMap<>();
    if (powers.isEmpty()) {
      terms.put("a", new Expression.Constant(1));
      terms.put("c", new Expression.Constant(1));
    }
    return new LawSpec(
        "law", "risk", null, terms, powers, quadrature, exponents, null, null, List.of());
  }

  /** Each constant as estimate, low, high. */
  private static FittedLaw fitted(LawSpec law, Double[]... constants) {
    List<LawRow> rows = new ArrayList<>();
    rows.add(row("law", 99.0, 99.0, 99.0, "another group"));
    rows.add(row("other", 99.0, 99.0, 99.0, "g"));
    for (Double[] one : constants) {
      rows.add(row("law", one[0], one[1], one[2], "g"));
    }
    return FittedLaw.of(law, "g", rows);
  }

  private static LawRow row(String law, Double value, Double low, Double high, String group) {
    return new LawRow(law, "t", value, low, high, 1.0, group, low, high, null, null, 4, 4, "");
  }

  @Test
  void termsAreAddedUp() {
    FittedLaw law =
        fitted(
            law(false, false, List.of()),
            new Double[] {2.0, 1.0, 3.0},
            new Double[] {5.0, 4.0, 6.0});
    assertEquals(2 * 0.5 + 5 * 0.1, law.value(new double[] {0.5, 0.1}), 1e-15);
    assertEquals(1 * 0.5 + 4 * 0.1, law.low(new double[] {0.5, 0.1}), 1e-15);
    assertEquals(3 * 0.5 + 6 * 0.1, law.high(new double[] {0.5, 0.1}), 1e-15);
    assertEquals(1 * 0.5 - 6 * 0.1, law.low(new double[] {0.5, -0.1}), 1e-15);
  }

  @Test
  void termsAreAddedInQuadrature() {
    FittedLaw law =
        fitted(
            law(true, false, List.of()),
            new Double[] {3.0, 0.0, 6.0},
            new Double[] {4.0, 2.0, 8.0});
    assertEquals(5, law.value(new double[] {1, 1}), 1e-15);
    assertEquals(2, law.low(new double[] {1, 1}), 1e-15);
    assertEquals(10, law.high(new double[] {1, 1}), 1e-15);
  }

  @Test
  void exponentsAreApplied() {
    Double[] any = {2.0, 1.0, 3.0};
    FittedLaw stretched =
        fitted(law(false, true, List.of()), any, any, new Double[] {3.0, 2.0, 4.0}, any);
    assertEquals(2 * 8 + 2 * 25, stretched.value(new double[] {2, 5}), 1e-12);
    assertNull(stretched.low(new double[] {2, 5}));
    FittedLaw power =
        fitted(law(false, false, List.of("k", "m")), any, any, new Double[] {-1.0, -2.0, 0.0});
    assertEquals(2 * 9 / 4.0, power.value(new double[] {3, 4}), 1e-12);
    assertNull(power.high(new double[] {3, 4}));
  }

  @Test
  void unknownIntervalsGiveNoBand() {
    FittedLaw law =
        fitted(
            law(false, false, List.of()),
            new Double[] {2.0, Double.NaN, Double.NaN},
            new Double[] {5.0, 4.0, 6.0});
    assertNull(law.low(new double[] {1, 1}));
    assertNull(FittedLaw.of(law(false, false, List.of()), "missing", List.of()));
  }
}
