package org.cotflow.base;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the classes of jars that a user gave, where the program has none of the same name. It is
 * the context class loader of the thread that does the work, and of the threads that this one
 * starts.
 */
public final class JarLoader extends URLClassLoader {
  private JarLoader(URL[] jars, ClassLoader parent) {
    super("jars", jars, parent);
  }

  /**
   * A loader over the present thread's.
   *
   * @throws UserInputException where one of the files is not there
   */
  public static JarLoader of(List<Path> jars) {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      Path jar = jars.get(i).toAbsolutePath();
      if (!Files.isRegularFile(jar)) {
        throw new UserInputException(
            "--jar "
                + jars.get(i)
                + (Files.isDirectory(jar)
                    ? " is a directory; give a jar file"
                    : ": there is no such file"));
      }
      try {
        urls[i] = jar.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(jar + " has no URL", e);
      }
    }
    return new JarLoader(urls, Thread.currentThread().getContextClassLoader());
  }

  /** The jars that the present thread's loader has from its user. */
  public static List<String> jars() {
    List<String> jars = new ArrayList<>();
    for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof JarLoader own) {
        Arrays.stream(own.getURLs()).map(URL::toString).forEach(jars::add);
      }
    }
    return jars;
  }
}
