package org.cotflow.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A small disk that can be full. It is a file system of its own where the user may mount one;
 * elsewhere, where permissions bind the user, a directory that takes no new files.
 */
final class FullDisk implements AutoCloseable {
  private final Path directory;
  private final boolean mounted;

  FullDisk(Path directory, int kilobytes) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.mounted =
        succeeds("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", "" + directory);
  }

  /** What the system says when something is to be written on the full disk. */
  String complaint() {
    return mounted ? "No space left on device" : "no permission";
  }

  /** Leaves no room for further snapshots in the run directory. */
  void fill(Path run) throws IOException {
    if (!mounted) {
      Files.setPosixFilePermissions(
          run.resolve("measure"), PosixFilePermissions.fromString("r-xr-xr-x"));
      return;
    }
    long room = Files.getFileStore(directory).getUsableSpace() - ROOM_LEFT;
    Files.write(filler(), new byte[Math.toIntExact(room)]);
  }

  /** For rows of the history, not for a snapshot. */
  private static final long ROOM_LEFT = 16 * 1024;

  void empty(Path run) throws IOException {
    if (mounted) {
      Files.delete(filler());
    } else {
      Files.setPosixFilePermissions(
          run.resolve("measure"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Override
  public void close() throws IOException {
    if (mounted) {
      try {
        succeeds("umount", "-l", directory.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
