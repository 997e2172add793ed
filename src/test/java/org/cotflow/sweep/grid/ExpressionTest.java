package org.cotflow.sweep.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.cotflow.sweep.grid.ExpressionParser.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formulas mean what they mean on paper. */
class ExpressionTest {
  private static final Map<String, Double> NUMBERS =
      Map.of("network.depth", 8.0, "network.state-dim", 16.0, "error", 0.5, "flow_time", 3.0);

  private static double value(String text) throws Malformed {
    return ExpressionParser.parse(text).value(NUMBERS::get);
  }

  @ParameterizedTest
  @CsvSource({
    "1 + 2 * 3, 7",
    "(1 + 2) * 3, 9",
    "2 - 3 - 4, -5",
    "24 / 4 / 3, 2",
    "2 ^ 3 ^ 2, 512",
    "-2 ^ 2, -4",
    "2 ^ -1, 0.5",
    "1e3 + .5, 1000.5",
    "- - 3, 3",
    "1 / sqrt(network.state-dim), 0.25",
    "network.depth - network.state-dim, -8",
    "network.depth -1, 7",
    "1/error^2, 4",
    "exp(0) + log(1), 1",
    "sqrt(network.depth*2)/flow_time, 1.3333333333333333",
    "network.depth >= 6 && network.state-dim >= 6, 1",
    "network.depth > 8 || network.depth < 8, 0",
    "!(network.depth == 8), 0",
    "network.depth != 8 || 1 <= 1 && 0 > 1, 0"
  })
  void valuesAreThoseOfArithmetic(String text, double expected) throws Malformed {
    assertEquals(expected, value(text), text);
  }

  @Test
  void namesAreFound() throws Malformed {
    Expression expression = ExpressionParser.parse("network.depth * error + network.depth");
    assertEquals(Set.of("network.depth", "error"), expression.names());
  }

  @ParameterizedTest
  @CsvSource({
    "'', its end",
    "1 +, its end",
    "(1, expected )",
    "1 2, 2",
    "sqrt 4, expected (",
    "2 ** 3, *",
    "a = 1, = 1",
    "1 # 2, # 2"
  })
  void whatIsNoFormulaSaysWhere(String text, String words) {
    String message = assertThrows(Malformed.class, () -> ExpressionParser.parse(text)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void nestingHasAnEnd() {
    String deep = "(".repeat(100_000) + "1" + ")".repeat(100_000);
    assertThrows(Malformed.class, () -> ExpressionParser.parse(deep));
  }
}
