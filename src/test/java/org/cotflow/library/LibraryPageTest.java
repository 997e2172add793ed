package org.cotflow.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/library.md compile, and the first one does what the page says. */
class LibraryPageTest {
  private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern NAME = Pattern.compile("public final class (\\w+)");

  @TempDir static Path classes;

  private static List<String> names;

  @BeforeAll
  static void compile() throws IOException {
    names = new ArrayList<>();
    List<JavaFileObject> sources = new ArrayList<>();
    Matcher programs = PROGRAM.matcher(Files.readString(Path.of("docs/library.md")));
    while (programs.find()) {
      Source source = new Source(programs.group(1));
      names.add(source.className);
      sources.add(source);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-cp", classPath(), "-d", classes.toString(), "-Xlint:deprecation");
    boolean compiled = compiler.getTask(complaints, null, null, options, null, sources).call();
    assertTrue(compiled, complaints::toString);
    assertEquals("", complaints.toString());
  }

  @Test
  void thePageHasThreePrograms() {
    assertEquals(List.of("TrainMoons", "WatchRun", "SweepMoons"), names);
  }

  @Test
  void theFirstProgramTrainsAndPredicts() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, LibraryPageTest.class.getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("TrainMoons")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(Double.parseDouble(lines.get(0).substring("accuracy ".length())) > 0.7);
    assertTrue(lines.get(1).startsWith("risk "), lines::toString);
    assertTrue(lines.get(2).startsWith("outputs "), lines::toString);
  }

  /** Surefire may start the tests from a jar that only names the class path. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static final class Source extends SimpleJavaFileObject {
    final String className;
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + nameIn(text) + ".java"), Kind.SOURCE);
      this.className = nameIn(text);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    private static String nameIn(String text) {
      Matcher name = NAME.matcher(text);
      assertTrue(name.find(), () -> "no public final class in " + text);
      return name.group(1);
    }
  }
}
