package org.cotflow.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What only the local disk has: paths that can be locked, and symbolic links. */
public final class LocalFiles {
  private LocalFiles() {}

  /** The path of a location on the local disk; empty on other file systems. */
  public static Optional<Path> path(Location location) {
    return location instanceof LocalLocation local ? Optional.of(local.path()) : Optional.empty();
  }

  /**
   * Checks, before work is done for it, that a file or directory can be made here: the nearest
   * directory above that is there takes new files. Other file systems are not asked.
   *
   * @throws UserInputException saying what is in the way
   */
  public static void requireWritable(Location location) {
    for (Path above = path(location).map(Path::getParent).orElse(null);
        above != null;
        above = above.getParent()) {
      if (Files.exists(above)) {
        if (!Files.isDirectory(above)) {
          throw new UserInputException(
              "cannot write " + location + ": " + above + " is a file, and no directory");
        }
        if (!Files.isWritable(above)) {
          throw new UserInputException(
              "cannot write " + location + ": no permission to make files in " + above);
        }
        return;
      }
    }
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
}
