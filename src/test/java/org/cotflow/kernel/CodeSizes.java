package org.cotflow.kernel;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Bytes of code of a class's methods, read from its class file (JVM specification, chapter 4). */
final class CodeSizes {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int STRING = 8;
  private static final int CLASS = 7;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  private final DataInputStream in;
  private String[] names;

  private CodeSizes(DataInputStream in) {
    this.in = in;
  }

  /** By method name; of overloaded methods the smallest. */
  static Map<String, Integer> of(String className) throws IOException {
    String resource = className.replace('.', '/') + ".class";
    try (InputStream file = CodeSizes.class.getClassLoader().getResourceAsStream(resource)) {
      return new CodeSizes(new DataInputStream(file)).read();
    }
  }

  private Map<String, Integer> read() throws IOException {
    in.skipNBytes(8);
    readNames();
    in.skipNBytes(6);
    in.skipNBytes(2L * in.readUnsignedShort());
    readMembers(new HashMap<>());
    Map<String, Integer> sizes = new HashMap<>();
    readMembers(sizes);
    return sizes;
  }

  private void readNames() throws IOException {
    names = new String[in.readUnsignedShort()];
    for (int i = 1; i < names.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case UTF8 -> names[i] = in.readUTF();
        case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> in.skipNBytes(2);
        case METHOD_HANDLE -> in.skipNBytes(3);
        case LONG, DOUBLE -> {
          in.skipNBytes(8);
          i++;
        }
        default -> in.skipNBytes(4);
      }
    }
  }

  private void readMembers(Map<String, Integer> sizes) throws IOException {
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      in.skipNBytes(2);
      String name = names[in.readUnsignedShort()];
      in.skipNBytes(2);
      for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
        String attribute = names[in.readUnsignedShort()];
        int length = in.readInt();
        if (attribute.equals("Code")) {
          in.skipNBytes(4);
          sizes.merge(name, in.readInt(), Math::min);
          in.skipNBytes(length - 8);
        } else {
          in.skipNBytes(length);
        }
      }
    }
  }
}
