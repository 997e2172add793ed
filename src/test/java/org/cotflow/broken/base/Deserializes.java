package org.cotflow.broken.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Reads Java objects from a stream. */
final class Deserializes {
  Object read(InputStream in) throws IOException, ClassNotFoundException {
    return new ObjectInputStream(in).readObject();
  }
}
