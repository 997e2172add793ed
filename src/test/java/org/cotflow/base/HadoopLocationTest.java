package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's own view of the local disk. */
class HadoopLocationTest extends LocationContract {
  @TempDir Path temporary;

  @Override
  Location directory() {
    return HadoopLocation.of("file://" + temporary, new TreeMap<>());
  }

  @Override
  boolean flushes() {
    return false; // a checksum is written for 512 bytes at a time
  }

  @Test
  void anUnknownSchemeIsTheUsersError() {
    for (String uri : new String[] {"htfs://host/x", "s3a://bucket/x"}) {
      UserInputException failure = assertThrows(UserInputException.class, () -> Locations.of(uri));
      assertTrue(failure.getMessage().startsWith("no file system for " + uri));
      assertTrue(failure.getMessage().contains("hdfs"));
      assertFalse(failure.getMessage().contains("\n"));
    }
  }

  @Test
  void entriesOfTheProcessGoIntoTheConfiguration() throws IOException {
    HadoopConfiguration.set(
        Map.of(
            "spark.hadoop.fs.cot.impl", "org.apache.hadoop.fs.RawLocalFileSystem",
            "spark.master", "local"));
    try {
      assertEquals(
          Map.of("fs.cot.impl", "org.apache.hadoop.fs.RawLocalFileSystem"),
          HadoopConfiguration.entries());
      assertEquals("x", Locations.of("cot:///tmp/x").name());
    } finally {
      HadoopConfiguration.set(Map.of());
    }
    assertThrows(UserInputException.class, () -> Locations.of("cot:///tmp/x"));
  }
}
