package org.cotflow.sweep.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTextTest {
  private static final ExpressionText TEXT =
      new ExpressionText(
          name -> Map.of("network.depth", "K", "network.width", "M").getOrDefault(name, name));

  @ParameterizedTest
  @CsvSource({
    "1 / sqrt(network.depth * network.width), 1/\u221a(K\u00b7M), c/\u221a(K\u00b7M)",
    "1 / network.depth, 1/K, c/K",
    "1, 1, c",
    "network.depth ^ -0.5, K^\u22120.5, c\u00b7K^\u22120.5",
    "(network.depth + 2) / x.y, (K + 2)/x.y, c\u00b7(K + 2)/x.y",
    "1 / (network.depth * network.width), 1/(K\u00b7M), c/(K\u00b7M)",
    "2 - (3 - network.depth), 2 \u2212 (3 \u2212 K), c\u00b7(2 \u2212 (3 \u2212 K))",
    "-log(network.width), \u2212log(M), c\u00b7\u2212log(M)",
    "network.depth >= 6 && network.width < 8, K >= 6 && M < 8, c\u00b7(K >= 6 && M < 8)",
  })
  void bracketsStandWhereTheyAreNeeded(String expression, String text, String times)
      throws ExpressionParser.Malformed {
    Expression parsed = ExpressionParser.parse(expression);
    assertEquals(text, TEXT.of(parsed));
    assertEquals(times, TEXT.times("c", parsed));
  }
}
