package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The project docs/example-map, built as its pom does. */
public final class ExampleMap {
  private static final Path PROJECT = Path.of("docs", "example-map");

  private ExampleMap() {}

  /** The jar of its classes, in a directory. */
  public static Path jar(Path directory) throws IOException {
    Path classes = compile("main", directory, List.of());
    Path jar = directory.resolve("example-map.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> found = Files.walk(classes)) {
      for (Path one : found.filter(Files::isRegularFile).sorted().toList()) {
        JarEntry entry =
            new JarEntry(classes.relativize(one).toString().replace(File.separatorChar, '/'));
        entry.setTime(0);
        entries.putNextEntry(entry);
        Files.copy(one, entries);
      }
    }
    return jar;
  }

  /** The class of its test. */
  static Class<?> test(Path directory, Path jar) throws IOException, ReflectiveOperationException {
    Path classes = compile("test", directory, List.of(jar));
    URL[] urls = {url(jar), url(classes)};
    return new URLClassLoader(urls, ExampleMap.class.getClassLoader())
        .loadClass("com.example.RadialMapTest");
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  private static Path compile(String sources, Path directory, List<Path> jars) throws IOException {
    Path classes = Files.createDirectories(directory.resolve(sources + "-classes"));
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-proc:none"));
    List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    jars.forEach(jar -> classPath.add(jar.toString()));
    arguments.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    arguments.addAll(List.of("-d", classes.toString()));
    try (Stream<Path> found = Files.walk(PROJECT.resolve("src").resolve(sources))) {
      found
          .map(Path::toString)
          .filter(file -> file.endsWith(".java"))
          .sorted()
          .forEach(arguments::add);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, code);
    return classes;
  }

  /** Arguments of a small training run with it. */
  public static List<String> train(Path jar, Path out, String... sets) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "moons", "--jar", jar.toString(), "--out", out.toString()));
    List<String> all =
        new ArrayList<>(
            List.of(
                "network.map=class:com.example.RadialMap",
                "network.map-options.radius=0.8",
                "network.depth=3",
                "network.width=[17,40,8]",
                "init.center.std=0.7",
                "flow.multipliers.center=2",
                "data.samples=60",
                "engine.block=16",
                "flow.steps=4"));
    all.addAll(List.of(sets));
    all.forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }
}
