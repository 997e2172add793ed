package org.cotflow.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an .npy file: type, memory order and shape.
 *
 * <pre>
 *   \x93NUMPY  major minor  length (2 bytes little-endian; 4 from version 2)
 *   {'descr': '&lt;f8', 'fortran_order': False, 'shape': (3, 4), }  spaces to a multiple of 64, newline
 * </pre>
 *
 * <p>Source: numpy.lib.format, "NPY format", versions 1.0 to 3.0.
 *
 * @param shape the length of each axis; empty for a scalar
 */
record NpyHeader(NpyType type, boolean fortranOrder, long[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^()]*)\\)");
  private static final int LONGEST = 1 << 20;

  /** The number of elements. */
  long size() {
    long size = 1;
    for (long length : shape) {
      size = Math.multiplyExact(size, length);
    }
    return size;
  }

  /**
   * @throws MalformedNpyException if the bytes are no header, or of a type that is not read
   */
  static NpyHeader read(DataInputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!java.util.Arrays.equals(magic, MAGIC)) {
      throw new MalformedNpyException("is not an npy array (its first bytes are not \\x93NUMPY)");
    }
    int major = in.readUnsignedByte();
    in.readUnsignedByte();
    if (major < 1 || major > 3) {
      throw new MalformedNpyException("has npy format version " + major + "; known are 1 to 3");
    }
    int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    if (major > 1) {
      length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
    }
    if (length < 0 || length > LONGEST) {
      throw new MalformedNpyException("has a header of " + (length & 0xFFFFFFFFL) + " bytes");
    }
    byte[] text = new byte[length];
    in.readFully(text);
    return parse(new String(text, ISO_8859_1));
  }

  private static NpyHeader parse(String text) throws MalformedNpyException {
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!order.find() || !shape.find()) {
      throw new MalformedNpyException("has an unreadable npy header: " + text.strip());
    }
    Matcher descr = DESCR.matcher(text);
    if (!descr.find()) {
      throw new MalformedNpyException("is a structured array; save each field as a plain array");
    }
    NpyHeader header =
        new NpyHeader(
            NpyType.of(descr.group(1)), order.group(1).equals("True"), lengths(shape.group(1)));
    try {
      Math.multiplyExact(header.size(), header.type.bytes());
    } catch (ArithmeticException e) {
      throw new MalformedNpyException("has the impossible shape (" + shape.group(1) + ")");
    }
    return header;
  }

  private static long[] lengths(String tuple) throws MalformedNpyException {
    String[] parts = tuple.isBlank() ? new String[0] : tuple.split(",");
    long[] lengths = new long[parts.length];
    for (int axis = 0; axis < parts.length; axis++) {
      String length = parts[axis].strip();
      if (!length.matches("[0-9]{1,18}")) {
        throw new MalformedNpyException("has an unreadable shape (" + tuple + ")");
      }
      lengths[axis] = Long.parseLong(length);
    }
    return lengths;
  }

  /** The bytes of a version 1.0 header in C order. */
  static byte[] bytes(String descr, long... shape) {
    StringBuilder text = new StringBuilder("{'descr': '" + descr + "', 'fortran_order': False, ");
    text.append("'shape': (");
    for (int axis = 0; axis < shape.length; axis++) {
      text.append(axis == 0 ? "" : " ").append(shape[axis]);
      text.append(axis + 1 < shape.length || shape.length == 1 ? "," : "");
    }
    text.append("), }");
    int prefix = MAGIC.length + 4;
    while ((prefix + text.length() + 1) % 64 != 0) {
      text.append(' ');
    }
    text.append('\n');
    byte[] bytes = new byte[prefix + text.length()];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[MAGIC.length] = 1;
    bytes[MAGIC.length + 2] = (byte) text.length();
    bytes[MAGIC.length + 3] = (byte) (text.length() >>> 8);
    System.arraycopy(text.toString().getBytes(ISO_8859_1), 0, bytes, prefix, text.length());
    return bytes;
  }
}
