package org.cotflow.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Location} does; subclasses give an empty directory. */
abstract class LocationContract {
  abstract Location directory();

  /** Whether readers see what was flushed before the file is closed. */
  abstract boolean flushes();

  @Test
  void createsReadsAndOverwritesFilesWithTheirParents() throws IOException {
    Location file = directory().resolve("a").resolve("b=1").resolve("c d.txt");
    assertFalse(file.exists());
    write(file, "first content");
    write(file, "second");
    assertEquals("second", read(file));
    assertEquals(6, file.length());
    assertTrue(file.exists());
    assertFalse(file.isDirectory());
    assertTrue(directory().resolve("a/b=1").isDirectory());
    assertEquals("c d.txt", file.name());
  }

  @Test
  void listsChildrenSortedByName() throws IOException {
    Location base = directory().resolve("list");
    assertEquals(List.of(), base.list());
    for (String name : new String[] {"step=00000010", "z", "step=00000002", "B"}) {
      write(base.resolve(name), name);
    }
    base.resolve("m").createDirectories();
    base.resolve("m").createDirectories();
    List<String> names = base.list().stream().map(Location::name).toList();
    assertEquals(List.of("B", "m", "step=00000002", "step=00000010", "z"), names);
    assertEquals("z", read(base.list().get(4)));
    assertEquals(base.resolve("z"), base.list().get(4));
    assertEquals(List.of(), base.resolve("z").list());
  }

  @Test
  void replaceLeavesTheNewContentAlone() throws IOException {
    Location file = directory().resolve("replace").resolve("history.csv");
    file.replace("old and longer".getBytes(UTF_8));
    file.replace("new".getBytes(UTF_8));
    assertEquals("new", read(file));
    assertEquals(1, directory().resolve("replace").list().size());
  }

  @Test
  void aFailedReplaceKeepsWhatWasThere() throws IOException {
    Location file = directory().resolve("taken");
    write(file.resolve("child"), "kept");
    IOException failure = assertThrows(IOException.class, () -> file.replace(new byte[3]));
    assertTrue(failure.getMessage().contains("taken"), failure.getMessage());
    assertEquals("kept", read(file.resolve("child")));
  }

  @Test
  void renameReplacesAFileAndMovesDirectories() throws IOException {
    Location from = directory().resolve("from");
    Location to = directory().resolve("to");
    write(from, "moved");
    write(to, "replaced");
    from.renameTo(to);
    assertFalse(from.exists());
    assertEquals("moved", read(to));
    Location half = directory().resolve("half");
    write(half.resolve("x/part"), "1");
    half.renameTo(directory().resolve("whole"));
    assertFalse(half.exists());
    assertEquals("1", read(directory().resolve("whole").resolve("x").resolve("part")));
    IOException missing = assertThrows(IOException.class, () -> from.renameTo(to));
    assertTrue(missing.getMessage().contains("from"), missing.getMessage());
    assertEquals("moved", read(to));
  }

  @Test
  void deletesTrees() throws IOException {
    Location tree = directory().resolve("tree");
    tree.deleteRecursively();
    write(tree.resolve("x/y"), "1");
    write(tree.resolve("x2"), "2");
    tree.deleteRecursively();
    assertFalse(tree.exists());
    write(tree, "a file");
    tree.deleteRecursively();
    assertFalse(tree.exists());
  }

  @Test
  void namesThePathThatCannotBeRead() throws IOException {
    Location missing = directory().resolve("missing.csv");
    for (IOException failure :
        List.of(
            assertThrows(FileNotFoundException.class, missing::openRead),
            assertThrows(FileNotFoundException.class, missing::length))) {
      assertEquals("cannot read " + missing + ": no such file or directory", failure.getMessage());
    }
    Location folder = directory().resolve("folder");
    folder.createDirectories();
    IOException failure = assertThrows(IOException.class, folder::openRead);
    assertEquals("cannot read " + folder + ": it is a directory", failure.getMessage());
    Location below = directory().resolve("plain");
    write(below, "x");
    IOException parent =
        assertThrows(IOException.class, () -> write(below.resolve("child"), "never"));
    assertTrue(parent.getMessage().contains(below.toString()), parent.getMessage());
  }

  @Test
  void readsAtAnyPosition() throws IOException {
    Location file = directory().resolve("letters");
    write(file, "abcdefgh");
    try (SeekableInput input = Locations.openSeekable(file)) {
      assertEquals(8, input.length());
      byte[] bytes = new byte[4];
      input.seek(5);
      assertEquals(2, input.read(bytes, 1, 2));
      assertEquals(7, input.position());
      input.seek(1);
      assertEquals(1, input.read(bytes, 0, 1));
      assertArrayEquals(new byte[] {'b', 'f', 'g', 0}, bytes);
      input.seek(8);
      assertEquals(-1, input.read(bytes, 0, 4));
    }
    assertThrows(
        FileNotFoundException.class,
        () -> Locations.openSeekable(directory().resolve("missing")).close());
  }

  @Test
  void flushedRowsAreSeenByReaders() throws IOException {
    assertEquals(flushes(), directory().canFlush());
    Location file = directory().resolve("rows");
    try (OutputStream stream = file.openWrite()) {
      stream.write("row 1\n".getBytes(UTF_8));
      stream.flush();
      assertEquals(flushes() ? "row 1\n" : "", read(file));
      stream.write("row 2\n".getBytes(UTF_8));
    }
    assertEquals("row 1\nrow 2\n", read(file));
  }

  @Test
  void travelsInSerializedForm() throws Exception {
    Location file = directory().resolve("sent");
    write(file, "opened elsewhere");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(file);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Location arrived = (Location) in.readObject();
      assertEquals(file, arrived);
      assertEquals(file.toString(), arrived.toString());
      assertArrayEquals(file.openRead().readAllBytes(), arrived.openRead().readAllBytes());
    }
  }

  static void write(Location file, String text) throws IOException {
    try (OutputStream stream = file.openWrite()) {
      stream.write(text.getBytes(UTF_8));
    }
  }

  static String read(Location file) throws IOException {
    try (InputStream stream = file.openRead()) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }
}
