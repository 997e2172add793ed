package org.cotflow.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Loads this package anew with hardware vectors of a given size, so that one test process sees
 * several.
 */
final class SpeciesLoader extends ClassLoader {
  private static final String PACKAGE = SpeciesLoader.class.getPackageName() + ".";

  private SpeciesLoader() {
    super(SpeciesLoader.class.getClassLoader());
  }

  /** A fresh instance of {@code type}, whose package uses vectors of {@code bits}. */
  static Object create(Class<?> type, int bits) throws ReflectiveOperationException {
    String before = System.getProperty("cotflow.vector.bits");
    System.setProperty("cotflow.vector.bits", Integer.toString(bits));
    try {
      SpeciesLoader loader = new SpeciesLoader();
      Class.forName(PACKAGE + "Lanes", true, loader);
      return loader.loadClass(type.getName()).getDeclaredConstructor().newInstance();
    } finally {
      if (before == null) {
        System.clearProperty("cotflow.vector.bits");
      } else {
        System.setProperty("cotflow.vector.bits", before);
      }
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
