package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cotflow.config.keys.Key;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  @Test
  void theReferenceIsUpToDate() throws IOException {
    assertEquals(
        Files.readString(Path.of("docs/configuration.md")),
        ConfigReference.markdown(),
        "run scripts/cotflow config --markdown > docs/configuration.md");
  }

  @Test
  void examplesAreValuesOtherThanTheDefault() {
    Experiment defaults = ExperimentConfig.defaults();
    for (Key<Experiment> key : ConfigKeys.EXPERIMENT.all()) {
      String example = ConfigKeys.EXPERIMENT.example(key.path());
      ConfigValue value = ConfigFactory.parseString("value = " + example).root().get("value");
      assertNotEquals(key.of().apply(defaults), key.read(value), key.path());
    }
  }
}
