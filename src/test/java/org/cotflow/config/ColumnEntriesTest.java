package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.ByColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnEntriesTest {
  private static ByColumn missing(String... sets) {
    Experiment experiment = ExperimentConfig.load("gaussian", sets);
    String text = ConfigText.render(experiment);
    assertEquals(experiment.data(), ExperimentConfig.parse(text, "text").data(), text);
    return experiment.data().missing();
  }

  @Test
  void aValueStandsForAllColumnsOrForOne() {
    assertEquals(ByColumn.all("mean"), missing("data.missing=mean"));
    ByColumn section = missing("data.missing={default=drop, \"a b\"=mean, c.d=-0.5}");
    assertEquals("drop", section.otherwise());
    assertEquals(Map.of("a b", "mean", "c.d", "-0.5"), section.columns());
    ByColumn single = missing("data.missing.a=mean", "data.missing.\"b c\"=unknown");
    assertEquals("error", single.otherwise());
    assertEquals(Map.of("a", "mean", "b c", "unknown"), single.columns());
  }

  @Test
  void listsOfWeightsAreOneValue() {
    for (String given : new String[] {"[1, 2.5]", "[ 1,\"2.5\" ]", "\"1, 2.5\""}) {
      Experiment experiment = ExperimentConfig.load("gaussian", "data.class-weights=" + given);
      assertEquals(ByColumn.all("1, 2.5"), experiment.data().classWeights());
      String text = ConfigText.render(experiment);
      assertEquals(experiment.data(), ExperimentConfig.parse(text, "text").data(), text);
    }
    assertThrows(UserInputException.class, () -> missing("data.missing=[mean, drop]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.categories.city=twohot|--set column city: expected error or one-hot, found"
            + " \"twohot\"",
        "data.missing.city=null|--set column city: expected error, drop, mean or a constant, found"
            + " null",
        "data.class-weights.cat=much|--set class cat: expected none, balanced, or a list of"
            + " positive numbers, one for each class in order, found \"much\"",
        "data.missing={a.b=mean, \"a.b\"=drop}|--set column a.b: given twice; expected one value",
        "data.missing.a\"b=mean|--set data.missing.a\"b: expected the name of a column, in"
            + " quotation marks where it is no word",
      })
  void wrongValuesAreNamedWithTheirColumn(String given) {
    String[] parts = given.split("\\|");
    String message = assertThrows(UserInputException.class, () -> missing(parts[0])).getMessage();
    assertEquals(parts[1], message);
  }
}
