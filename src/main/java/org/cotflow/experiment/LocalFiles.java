package org.cotflow.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cotflow.base.Location;

/** What only the local disk can do: file locks, and forcing files to the disk. */
final class LocalFiles {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private LocalFiles() {}

  /**
   * The path of a location on the local disk; empty on other file systems. (A local location shows
   * itself without a scheme, whatever the user wrote.)
   */
  static Optional<Path> path(Location location) {
    String shown = location.toString();
    return SCHEME.matcher(shown).matches() ? Optional.empty() : Optional.of(Path.of(shown));
  }

  /** Forces a file's content to the local disk; other file systems keep what was closed. */
  static void forceFile(Location location) throws IOException {
    Optional<Path> path = path(location);
    if (path.isPresent()) {
      try (FileChannel channel = FileChannel.open(path.get(), StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /** Forces the entries of a directory of the local disk. */
  static void forceDirectory(Location location) throws IOException {
    Optional<Path> path = path(location);
    if (path.isPresent()) {
      try (FileChannel channel = FileChannel.open(path.get(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
