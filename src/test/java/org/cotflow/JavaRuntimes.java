package org.cotflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java runtimes that are found, from 17 on: the one at hand, JAVA_HOME, those below
 * /usr/lib/jvm, and those that the variable COTFLOW_TEST_JDKS lists.
 */
public final class JavaRuntimes {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  private JavaRuntimes() {}

  /** Their home directories. */
  public static Set<Path> homes() throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    for (String variable : List.of("JAVA_HOME", "COTFLOW_TEST_JDKS")) {
      String listed = System.getenv().getOrDefault(variable, "");
      Stream.of(listed.split(":"))
          .filter(home -> !home.isEmpty())
          .map(Path::of)
          .forEach(homes::add);
    }
    Path debian = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> installed = Files.list(debian)) {
        installed.forEach(homes::add);
      }
    }
    Set<Path> runtimes = new TreeSet<>();
    for (Path home : homes) {
      if (feature(home) >= 17) {
        runtimes.add(home.toRealPath());
      }
    }
    return runtimes;
  }

  /** The home of the newest one. */
  public static Path newest() throws IOException {
    return homes().stream().max(Comparator.comparingInt(JavaRuntimes::feature)).orElseThrow();
  }

  /** The number of a runtime's version, such as 17; 0 where there is no runtime. */
  public static int feature(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return 0;
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(release));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
