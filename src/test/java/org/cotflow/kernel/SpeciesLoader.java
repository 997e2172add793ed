package org.cotflow.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads this package anew for a machine with vectors and registers of its own, so that one test
 * process sees several.
 */
final class SpeciesLoader extends ClassLoader {
  private static final String PACKAGE = SpeciesLoader.class.getPackageName() + ".";
  private static final String BITS = "cotflow.vector.bits";
  private static final String REGISTERS = "cotflow.vector.registers";

  private SpeciesLoader() {
    super(SpeciesLoader.class.getClassLoader());
  }

  /** A fresh instance of {@code type}, whose package uses vectors of {@code bits}. */
  static Object create(Class<?> type, int bits) throws ReflectiveOperationException {
    return create(type, Map.of(BITS, bits));
  }

  /** The same, for a machine of {@code registers} vector registers. */
  static Object create(Class<?> type, int bits, int registers) throws ReflectiveOperationException {
    return create(type, Map.of(BITS, bits, REGISTERS, registers));
  }

  private static Object create(Class<?> type, Map<String, Integer> wishes)
      throws ReflectiveOperationException {
    Map<String, String> before = new HashMap<>();
    wishes.forEach((key, wish) -> before.put(key, System.setProperty(key, Integer.toString(wish))));
    try {
      SpeciesLoader loader = new SpeciesLoader();
      Class.forName(PACKAGE + "MachineShape", true, loader);
      return loader.loadClass(type.getName()).getDeclaredConstructor().newInstance();
    } finally {
      before.forEach(
          (key, value) -> {
            if (value == null) {
              System.clearProperty(key);
            } else {
              System.setProperty(key, value);
            }
          });
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
