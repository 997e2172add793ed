package org.cotflow.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.cotflow.base.PlainDigits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Java program in docs/spark-ml.md compiles and does what the page says. */
@ExtendWith(PlainDigits.class)
class SparkMlPageTest {
  @TempDir static Path directory;

  @Test
  void theProgramTrainsSavesAndPredicts() throws Exception {
    Path classes = java.nio.file.Files.createDirectory(directory.resolve("classes"));
    PagePrograms programs = PagePrograms.compile("docs/spark-ml.md", classes);
    assertEquals(List.of("ClassifyMoons"), programs.names());
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
            .getOrCreate();
    try {
      List<String> lines = programs.run("ClassifyMoons", directory.resolve("model").toString());
      assertTrue(
          lines.get(1).replaceAll(" +", "").equals("|probability|prediction|"), lines::toString);
      double accuracy = Double.parseDouble(lines.get(lines.size() - 2));
      assertTrue(accuracy > 0.8 && accuracy <= 1, lines::toString);
      assertTrue(lines.get(lines.size() - 1).matches("[0-9a-f]{64}"), lines::toString);
    } finally {
      session.stop();
    }
  }
}
