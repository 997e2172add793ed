package org.cotflow.format;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IDX files in which MNIST and its kin are published, as arrays of numpy.
 *
 * <pre>
 *   0 0  type  axes          one byte each
 *   length of each axis      32 bits, big-endian
 *   the numbers              big-endian, the last axis runs fastest
 * </pre>
 *
 * <p>Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits".
 */
final class IdxFile {
  private static final Pattern NAME =
      Pattern.compile("(train|t10k|test)-(images|labels)[-.]idx\\d-ubyte(\\.(gz|zst|bz2))?");

  private static final Map<Integer, NpyType> TYPES =
      Map.of(
          0x08, new NpyType(NpyType.Kind.UNSIGNED, 1, ByteOrder.BIG_ENDIAN),
          0x09, new NpyType(NpyType.Kind.INTEGER, 1, ByteOrder.BIG_ENDIAN),
          0x0B, new NpyType(NpyType.Kind.INTEGER, 2, ByteOrder.BIG_ENDIAN),
          0x0C, new NpyType(NpyType.Kind.INTEGER, 4, ByteOrder.BIG_ENDIAN),
          0x0D, new NpyType(NpyType.Kind.FLOAT, 4, ByteOrder.BIG_ENDIAN),
          0x0E, new NpyType(NpyType.Kind.FLOAT, 8, ByteOrder.BIG_ENDIAN));

  private IdxFile() {}

  /** The array that a file holds by its name: X, Y, X_test or Y_test; null for other files. */
  static String arrayIn(String fileName) {
    Matcher matcher = NAME.matcher(fileName);
    if (!matcher.matches()) {
      return null;
    }
    String array = matcher.group(2).equals("images") ? "X" : "Y";
    return matcher.group(1).equals("train") ? array : array + "_test";
  }

  /**
   * @throws MalformedNpyException if the bytes are no header
   */
  static NpyHeader header(DataInputStream in) throws IOException {
    int zeros = in.readUnsignedShort();
    NpyType type = TYPES.get(in.readUnsignedByte());
    int axes = in.readUnsignedByte();
    if (zeros != 0 || type == null || axes == 0) {
      throw new MalformedNpyException("is not an IDX file (its first bytes are not 0 0 type axes)");
    }
    long[] shape = new long[axes];
    for (int axis = 0; axis < axes; axis++) {
      shape[axis] = Integer.toUnsignedLong(in.readInt());
    }
    return new NpyHeader(type, false, shape);
  }
}
