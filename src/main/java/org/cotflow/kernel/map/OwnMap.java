package org.cotflow.kernel.map;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.cotflow.base.Sha256;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/** A map that a user wrote: found by the name of its class, by the thread's context loader. */
record OwnMap(MapName name) {
  /** Names that keys of {@code init} and arrays of files have already. */
  private static final List<String> TAKEN =
      List.of("tied", "seed", "from", "layer", "particle", "meta");

  private UserInputException complaint(String what) {
    return new UserInputException("network.map = " + name + ": " + what);
  }

  private Class<?> find() {
    try {
      return Class.forName(name.type(), true, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException missing) {
      throw complaint("there is no such class; give its jar by --jar FILE");
    } catch (LinkageError failed) {
      throw complaint("the class cannot be loaded: " + failed);
    }
  }

  /**
   * The map.
   *
   * @throws UserInputException where the class is no map, or refuses what it is given
   */
  ResidualMap of(MapInputs inputs) {
    ResidualMap map = made(inputs);
    inputs.requireAllAsked(name.toString());
    requireLayout(map.layout(), inputs.stateDim());
    return map;
  }

  /** The map, whatever it did not ask for. */
  ResidualMap made(MapInputs inputs) {
    Object made;
    try {
      Constructor<?> constructor = find().getConstructor(MapInputs.class);
      made = constructor.newInstance(inputs);
    } catch (NoSuchMethodException missing) {
      throw complaint("the class has no public constructor (MapInputs)");
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof UserInputException wrong) {
        throw wrong;
      }
      throw complaint("its constructor failed: " + failed.getCause());
    } catch (ReflectiveOperationException failed) {
      throw complaint("the class cannot be made: expected a public class that is not abstract");
    }
    if (!(made instanceof ResidualMap map)) {
      throw complaint("the class does not implement " + ResidualMap.class.getName());
    }
    return map;
  }

  private void requireLayout(ParticleLayout layout, int stateDim) {
    if (layout.stateDim() != stateDim) {
      throw complaint(
          "its layout is for states of %s numbers, expected %s"
              .formatted(layout.stateDim(), stateDim));
    }
    for (Part part : layout.parts()) {
      if (TAKEN.contains(part.name())) {
        throw complaint("a part cannot be named " + part.name() + "; give it another name");
      }
    }
  }

  /** SHA-256 of the jar that the class is in; of the class itself where it is in none. */
  String digest() {
    Class<?> found = find();
    try {
      CodeSource source = found.getProtectionDomain().getCodeSource();
      Path place = source == null ? null : Path.of(source.getLocation().toURI());
      if (place != null && Files.isRegularFile(place)) {
        return Sha256.of(Files.readAllBytes(place));
      }
      String file = found.getName().substring(found.getName().lastIndexOf('.') + 1) + ".class";
      try (InputStream in = found.getResourceAsStream(file)) {
        return Sha256.of(in.readAllBytes());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
