package org.cotflow.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.cotflow.base.UserInputException;
import org.cotflow.spark.CotflowKryoRegistrator;
import org.cotflow.spark.TestContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSessionsTest {
  private static SparkConf none() {
    return new SparkConf(false);
  }

  private static SparkConf conf(SparkConf given, String master, Map<String, String> own) {
    return SparkSessions.conf(given, TestContexts.spec(master, own), "cotflow");
  }

  @Test
  void withoutAnyWordTheMasterIsThisMachine() {
    SparkConf conf = conf(none(), null, Map.of());
    assertEquals("local[*]", conf.get("spark.master"));
    assertEquals("false", conf.get("spark.ui.enabled"));
    assertEquals("cotflow", conf.get("spark.app.name"));
    assertEquals("true", conf.get("spark.kryo.registrationRequired"));
    assertEquals(CotflowKryoRegistrator.class.getName(), conf.get("spark.kryo.registrator"));
  }

  /** Else an executor numbers its files so that a driver with other digits does not find them. */
  @ParameterizedTest
  @CsvSource({
    "und, -Duser.language=en -Duser.country=US",
    "tr-TR, -Duser.language=tr -Duser.country=TR",
    "ar-EG-u-nu-arab, -Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab"
  })
  void executorsHaveTheDigitsOfTheDriver(String language, String options) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      SparkConf conf = conf(none(), null, Map.of());
      assertEquals(options, conf.get("spark.executor.defaultJavaOptions"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theExperimentsMasterWinsOverSparkSubmits() {
    SparkConf submitted = none().setMaster("yarn");
    assertEquals("yarn", conf(submitted, null, Map.of()).get("spark.master"));
    assertEquals("local[2]", conf(submitted, "local[2]", Map.of()).get("spark.master"));
    assertEquals("yarn", submitted.get("spark.master"));
  }

  @Test
  void theUsersSettingsWinInTheDocumentedOrder() {
    SparkConf given = none().set("spark.kryoserializer.buffer.max", "128m").set("spark.a", "1");
    SparkConf conf = conf(given, null, Map.of("spark.a", "2", "spark.ui.enabled", "true"));
    assertEquals("128m", conf.get("spark.kryoserializer.buffer.max"));
    assertEquals("2", conf.get("spark.a"));
    assertEquals("true", conf.get("spark.ui.enabled"));
  }

  @Test
  void aSubmittedSessionKeepsItsPagesAndAddresses() {
    SparkConf conf = conf(none().setMaster("local[2]"), null, Map.of());
    assertFalse(conf.contains("spark.ui.enabled"));
    assertFalse(conf.contains("spark.driver.host"));
  }

  @Test
  void executorsOfAClusterAreSentTheProgramUnlessSparkSubmitDoes() {
    System.setProperty("cotflow.jar", "/opt/cotflow.jar");
    try {
      String cluster = "spark://a:7077";
      assertEquals("/opt/cotflow.jar", conf(none(), cluster, Map.of()).get("spark.jars"));
      String ownExecutors = "local-cluster[2,1,1024]";
      assertEquals("/opt/cotflow.jar", conf(none(), ownExecutors, Map.of()).get("spark.jars"));
      Map<String, String> own = Map.of("spark.jars", "/opt/mine.jar");
      assertEquals("/opt/mine.jar", conf(none(), cluster, own).get("spark.jars"));
      assertFalse(conf(none(), "local[2]", Map.of()).contains("spark.jars"));
      SparkConf submitted = none().setMaster(cluster);
      assertFalse(conf(submitted, null, Map.of()).contains("spark.jars"));
    } finally {
      System.clearProperty("cotflow.jar");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"locale", "local[]", "spark://host", "mesos://h:1", ""})
  void aMasterOfNoKnownFormIsTheUsersError(String master) {
    UserInputException error =
        assertThrows(UserInputException.class, () -> conf(none(), master, Map.of()));
    assertTrue(error.getMessage().startsWith("spark.master is \"" + master + "\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local",
        "local[4]",
        "local[*]",
        "spark://a:7077,b:7077",
        "yarn",
        "k8s://https://h"
      })
  void mastersOfKnownFormAreTaken(String master) {
    assertEquals(master, conf(none(), master, Map.of()).get("spark.master"));
  }
}
