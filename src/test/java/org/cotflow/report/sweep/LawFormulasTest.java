package org.cotflow.report.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.cotflow.config.ExperimentSource;
import org.cotflow.sweep.grid.LawSpec;
import org.cotflow.sweep.grid.SweepReader;
import org.junit.jupiter.api.Test;

class LawFormulasTest {
  private static LawSpec law(String text) {
    return SweepReader.read(
            ExperimentSource.parse(
                "sweep { network.depth = [1, 2]\n network.width = [1, 2]\n"
                    + "reference { network.depth = 9 }\n laws.size { of = output_error\n"
                    + text
                    + "} }",
                "sweep.conf"))
        .laws()
        .get(0);
  }

  private static final String TERMS =
      "terms { a = \"1 / network.depth\", c = \"1 / sqrt(network.depth * network.width)\" }\n";

  @Test
  void termsHaveTheirNumbers() {
    assertEquals(
        "output error = a/K + c/\u221a(K\u00b7M) = \u22120.0047/K + 0.399/\u221a(K\u00b7M)",
        LawFormulas.formula(law(TERMS), Map.of("a", "-0.0047", "c", "0.399")));
    assertEquals(
        "output error = \u221a((a/K)\u00b2 + (c/\u221a(K\u00b7M))\u00b2)"
            + " = \u221a((1/K)\u00b2 + (2/\u221a(K\u00b7M))\u00b2)",
        LawFormulas.formula(law(TERMS + "combine = quadrature\n"), Map.of("a", "1", "c", "2")));
  }

  @Test
  void exponentsHaveTheirs() {
    assertEquals(
        "output error = 0.2 K^\u22121.1 M^\u22120.5",
        LawFormulas.formula(
            law("power-law = [network.depth, network.width]\n"),
            Map.of("coefficient", "0.2", "network.depth", "-1.1", "network.width", "-0.5")));
    String free =
        LawFormulas.formula(
            law(TERMS + "exponents = free\n"),
            Map.of("a", "1", "c", "2", "a^", "0.9", "c^", "1.2"));
    assertEquals("1 (1/K)^0.9 + 2 (1/\u221a(K\u00b7M))^1.2", free.substring(free.indexOf("1 (")));
  }
}
