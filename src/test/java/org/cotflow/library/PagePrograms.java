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

/**
 * The Java programs of a page, compiled without a complaint.
 *
 * @param names of their classes, in the order of the page
 * @param classes where they are
 */
record PagePrograms(List<String> names, Path classes) {
  private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern NAME = Pattern.compile("public final class (\\w+)");

  static PagePrograms compile(String page, Path classes) throws IOException {
    List<String> names = new ArrayList<>();
    List<JavaFileObject> sources = new ArrayList<>();
    Matcher programs = PROGRAM.matcher(Files.readString(Path.of(page)));
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
    return new PagePrograms(names, classes);
  }

  /** Runs a program and returns the lines that it prints. */
  List<String> run(String name, String... arguments) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, PagePrograms.class.getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
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
