package org.cotflow.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What only the local disk can do: file locks, and forcing files to the disk. */
public final class LocalFiles {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private LocalFiles() {}

  /**
   * The path of a location on the local disk; empty on other file systems. (The text of a local
   * location has no scheme, even if the user wrote one.)
   */
  public static Optional<Path> path(Location location) {
    String shown = location.toString();
    return SCHEME.matcher(shown).matches() ? Optional.empty() : Optional.of(Path.of(shown));
  }

  /**
   * Checks that no symbolic link below a directory of the local disk leads out of it.
   *
   * @throws UserInputException naming the first symbolic link
   */
  public static void requireNoLinks(Location directory) throws IOException {
    Optional<Path> path = path(directory);
    if (path.isEmpty()) {
      return;
    }
    try (Stream<Path> below = Files.walk(path.get().toRealPath())) {
      Optional<Path> link = below.filter(Files::isSymbolicLink).findFirst();
      if (link.isPresent()) {
        throw new UserInputException(
            link.get()
                + " is a symbolic link, and a run writes inside its own directory alone;"
                + " put what it points to in its place");
      }
    }
  }

  /**
   * Forces a file's content to the local disk. Other file systems keep a file once it is closed.
   */
  public static void forceFile(Location location) throws IOException {
    Optional<Path> path = path(location);
    if (path.isPresent()) {
      try (FileChannel channel = FileChannel.open(path.get(), StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /** Forces the entries of a directory of the local disk. */
  public static void forceDirectory(Location location) throws IOException {
    Optional<Path> path = path(location);
    if (path.isPresent()) {
      try (FileChannel channel = FileChannel.open(path.get(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
