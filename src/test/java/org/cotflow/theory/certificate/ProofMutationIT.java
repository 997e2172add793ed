package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Every constant of the proof, multiplied by 1/2 in the wrong direction in a copy of its class,
 * makes a test of this package fail.
 *
 * <p>The list is certificate-mutations.txt: a class, the text of a term, what stands in its place,
 * and the test that fails. The copy is compiled in memory, and only this test runs on it, in a
 * class loader of its own. Where it does not fail, all others run, to say which one does.
 */
class ProofMutationIT {
  private static final String FAMILY = "org.cotflow.theory.";
  private static final List<String> COPIED = List.of(FAMILY + "certificate.", FAMILY + "rounding.");
  private static final Path SOURCES = Path.of("src", "main", "java");

  /**
   * A change of a term.
   *
   * @param type the class
   * @param term its text, which occurs once in the class
   * @param wrong what stands in its place
   * @param test the class and the method that fail
   */
  private record Mutation(String type, String term, String wrong, String test) {
    static Mutation of(String line) {
      String[] parts = line.split(" \\| ");
      assertEquals(4, parts.length, "class | term | wrong | Test.method: " + line);
      return new Mutation(
          FAMILY + parts[0].strip(), parts[1].strip(), parts[2].strip(), parts[3].strip());
    }

    Path file() {
      return SOURCES.resolve(type.replace('.', '/') + ".java");
    }

    /** The source with the change; blanks and line ends of the term do not matter. */
    String source() throws IOException {
      String source = Files.readString(file());
      String pattern =
          Arrays.stream(term.split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
      Matcher matcher = Pattern.compile(pattern).matcher(source);
      assertTrue(matcher.find(), this + " does not occur");
      String mutated = source.substring(0, matcher.start()) + wrong;
      int end = matcher.end();
      assertTrue(!matcher.find(), this + " occurs twice");
      return mutated + source.substring(end);
    }
  }

  private static List<Mutation> mutations() throws IOException {
    try (InputStream in = ProofMutationIT.class.getResourceAsStream("certificate-mutations.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Mutation::of)
          .toList();
    }
  }

  /** A source or a class in memory. */
  private static final class Held extends SimpleJavaFileObject {
    private final String source;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Held(String name, Kind kind, String source) {
      super(URI.create("held:///" + name.replace('.', '/') + kind.extension), kind);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignored) {
      return source;
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  /** Compiles one class after the other, and remembers what it has read of the class path. */
  private static final class Copier extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private final Map<String, Held> written = new HashMap<>();

    Copier() throws Exception {
      super(COMPILER.getStandardFileManager(null, null, null));
      URI classes = Certificate.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      fileManager.setLocation(StandardLocation.CLASS_PATH, List.of(Path.of(classes).toFile()));
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location place, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return written.computeIfAbsent(name, one -> new Held(one, kind, null));
    }

    /** Compiles all classes where a constant changes that they may have a copy of. */
    Map<String, byte[]> compiled(Mutation mutation) throws IOException {
      written.clear();
      List<JavaFileObject> units = new ArrayList<>();
      units.add(new Held(mutation.type(), JavaFileObject.Kind.SOURCE, mutation.source()));
      if (mutation.term().startsWith("public static final")) {
        fileManager.getJavaFileObjectsFromPaths(otherSources(mutation)).forEach(units::add);
      }
      List<String> options = List.of("-proc:none", "-nowarn", "-implicit:none");
      assertTrue(
          COMPILER.getTask(null, this, null, options, null, units).call(),
          mutation + " does not compile");
      return written.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().bytes.toByteArray()));
    }
  }

  private static List<Path> otherSources(Mutation mutation) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String copied : COPIED) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(copied.replace('.', '/')))) {
        files.filter(file -> !file.equals(mutation.file())).forEach(sources::add);
      }
    }
    return sources;
  }

  /** Has the classes of the proof and its tests for itself, the changed ones among them. */
  private static final class Copies extends ClassLoader {
    private final Map<String, byte[]> changed;

    Copies(Map<String, byte[]> changed) {
      super(ProofMutationIT.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (COPIED.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] all = bytes == null ? in.readAllBytes() : bytes;
        return defineClass(name, all, 0, all.length);
      } catch (IOException failure) {
        throw new ClassNotFoundException(name, failure);
      }
    }

    /** Whether a test fails on these classes. */
    boolean fail(String test) throws Exception {
      int dot = test.indexOf('.');
      Class<?> type = loadClass(COPIED.get(0) + test.substring(0, dot));
      Method method = type.getDeclaredMethod(test.substring(dot + 1));
      Constructor<?> constructor = type.getDeclaredConstructor();
      assertTrue(method.isAnnotationPresent(Test.class), test);
      constructor.setAccessible(true);
      method.setAccessible(true);
      try {
        method.invoke(constructor.newInstance());
        return false;
      } catch (InvocationTargetException failure) {
        return true;
      }
    }
  }

  /** The first of the tests that fails; null where none does. */
  private static String failing(Copies copies, Iterable<String> tests) throws Exception {
    for (String test : tests) {
      if (copies.fail(test)) {
        return test;
      }
    }
    return null;
  }

  @Test
  void everyConstantIsNeeded() throws Exception {
    List<Mutation> all = mutations();
    Set<String> tests = all.stream().map(Mutation::test).collect(Collectors.toSet());
    assertNull(failing(new Copies(Map.of()), tests), "without a change nothing fails");
    assertEquals(all.size(), new HashSet<>(all).size(), "a line stands twice");
    List<String> survivors = new ArrayList<>();
    try (Copier copier = new Copier()) {
      for (Mutation one : all) {
        Copies copies = new Copies(copier.compiled(one));
        if (!copies.fail(one.test())) {
          survivors.add(one + " is caught by " + failing(copies, tests));
        }
      }
    }
    assertTrue(survivors.isEmpty(), String.join("\n", survivors));
    assertTrue(all.size() > 200, all.size() + " constants");
  }
}
