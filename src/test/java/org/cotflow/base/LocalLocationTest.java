package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLocationTest extends LocationContract {
  @TempDir Path temporary;

  @Override
  Location directory() {
    return Locations.of(temporary.toString());
  }

  @Override
  boolean flushes() {
    return true;
  }

  @Test
  void fileUrisAreLocal() throws IOException {
    Location file = Locations.of("file://" + temporary).resolve("x");
    write(file, "y");
    assertEquals("y", Files.readString(temporary.resolve("x")));
    assertEquals(directory().resolve("x"), Locations.of("file:" + temporary + "/x"));
    assertEquals(directory().resolve("x"), Locations.of("FILE://localhost" + temporary + "/x"));
    assertThrows(UserInputException.class, () -> Locations.of("file://elsewhere/x"));
    assertThrows(UserInputException.class, () -> Locations.of("file:"));
    assertThrows(UserInputException.class, () -> Locations.of(" "));
  }

  @Test
  void relativePathsAreShownAsWritten() {
    Location file = Locations.of("runs").resolve("a:b");
    assertEquals("runs/a:b", file.toString());
    assertEquals(Locations.of(Path.of("runs/a:b").toAbsolutePath().toString()), file);
    assertEquals("runs", Locations.of("./runs/.").name());
  }

  @Test
  void deletionDoesNotFollowLinks() throws IOException {
    Path kept = Files.createDirectory(temporary.resolve("kept"));
    Files.writeString(kept.resolve("file"), "1");
    Path tree = Files.createDirectory(temporary.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), kept);
    directory().resolve("tree").deleteRecursively();
    assertTrue(Files.exists(kept.resolve("file")));
  }

  private static String reason(String file) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(file)) {
      return assertThrows(IOException.class, () -> stream.write(1)).getMessage();
    }
  }

  @Test
  void aFullDiskIsReportedWithThePath() throws IOException {
    Location full = Locations.of("/dev/full");
    try (OutputStream stream = full.openWrite()) {
      IOException failure = assertThrows(IOException.class, () -> stream.write(1));
      // The system says why in the words of its locale.
      assertEquals("cannot write /dev/full: " + reason("/dev/full"), failure.getMessage());
    }
  }

  @Test
  void localFilesNeedNoHadoop() throws Exception {
    URL classes = Locations.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Method of = alone.loadClass("org.cotflow.base.Locations").getMethod("of", String.class);
      Object file = of.invoke(null, temporary.resolve("alone").toString());
      Method replace =
          alone.loadClass("org.cotflow.base.Location").getMethod("replace", byte[].class);
      replace.setAccessible(true);
      replace.invoke(file, (Object) new byte[] {65});
      assertEquals("A", Files.readString(temporary.resolve("alone")));
      InvocationTargetException failure =
          assertThrows(InvocationTargetException.class, () -> of.invoke(null, "hdfs://host/x"));
      assertEquals(
          "cannot open hdfs://host/x: Hadoop is not on the class path; use a local path",
          failure.getCause().getMessage());
    }
  }
}
