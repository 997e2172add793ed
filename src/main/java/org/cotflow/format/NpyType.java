package org.cotflow.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;

/**
 * The type of an array's elements: numbers, which are widened to double, or text.
 *
 * @param bytes the size of one element
 */
public record NpyType(Kind kind, int bytes, ByteOrder order) {
  /** Binary digits of a double. */
  private static final int DOUBLE_DIGITS = 53;

  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

  /** What the bytes of an element mean. */
  enum Kind {
    FLOAT,
    INTEGER,
    UNSIGNED,
    BOOLEAN,
    /** Four bytes per character, padded with zeros. */
    UNICODE,
    /** One byte per character, padded with zeros. */
    BYTES
  }

  /**
   * The type of a numpy descriptor such as {@code <f8}.
   *
   * @throws MalformedNpyException for all that is neither real numbers nor text
   */
  static NpyType of(String descr) throws MalformedNpyException {
    if (!descr.matches("[<>|=]?[a-zA-Z?][0-9]{0,8}")) {
      throw unknown(descr);
    }
    char first = descr.charAt(0);
    String code = "<>|=".indexOf(first) >= 0 ? descr.substring(1) : descr;
    ByteOrder order =
        first == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN; // '=' is written by nobody
    int size = code.length() > 1 ? Integer.parseInt(code.substring(1)) : 0;
    return switch (code) {
      case "f2", "f4", "f8" -> new NpyType(Kind.FLOAT, size, order);
      case "i1", "i2", "i4", "i8" -> new NpyType(Kind.INTEGER, size, order);
      case "u1", "u2", "u4", "u8" -> new NpyType(Kind.UNSIGNED, size, order);
      case "b1", "?" -> new NpyType(Kind.BOOLEAN, 1, order);
      default ->
          switch (code.charAt(0)) {
            case 'U' -> new NpyType(Kind.UNICODE, 4 * size, order);
            case 'S' -> new NpyType(Kind.BYTES, size, order);
            case 'c' -> throw new MalformedNpyException("is complex; save its real numbers");
            case 'O' ->
                throw new MalformedNpyException(
                    "is an array of Python objects; save numbers with dtype float64, text with"
                        + " astype(str)");
            default -> throw unknown(descr);
          };
    };
  }

  private static MalformedNpyException unknown(String descr) {
    return new MalformedNpyException(
        "has dtype "
            + descr
            + "; readable are float64, float32, float16, integers, bool and strings");
  }

  boolean isText() {
    return kind == Kind.UNICODE || kind == Kind.BYTES;
  }

  /** Whether this type holds integers only. */
  boolean isWhole() {
    return kind == Kind.INTEGER || kind == Kind.UNSIGNED || kind == Kind.BOOLEAN;
  }

  /** The next number of a buffer in this type's byte order. */
  double number(ByteBuffer buffer) {
    return switch (kind) {
      case FLOAT ->
          switch (bytes) {
            case 2 -> half(buffer.getShort());
            case 4 -> buffer.getFloat();
            default -> buffer.getDouble();
          };
      case BOOLEAN -> buffer.get() == 0 ? 0.0 : 1.0;
      case INTEGER -> integer(buffer);
      case UNSIGNED -> widened(integer(buffer));
      case UNICODE, BYTES -> throw new IllegalStateException("text");
    };
  }

  /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 bits of fraction. */
  public static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Whether the next number of a buffer is an integer that a double cannot hold. */
  boolean isRounded(ByteBuffer buffer) {
    if (bytes < 8 || !isWhole()) {
      return false;
    }
    long bits = buffer.getLong(buffer.position());
    long magnitude = kind == Kind.INTEGER && bits < 0 ? -bits : bits;
    return Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude)
        > DOUBLE_DIGITS;
  }

  private long integer(ByteBuffer buffer) {
    return switch (bytes) {
      case 1 -> buffer.get();
      case 2 -> buffer.getShort();
      case 4 -> buffer.getInt();
      default -> buffer.getLong();
    };
  }

  private double widened(long value) {
    return bytes < 8 ? value & ((1L << (8 * bytes)) - 1) : unsigned(value);
  }

  /** The value of 64 bits that have no sign. */
  public static double unsigned(long bits) {
    return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
  }

  /**
   * The text of one element without its padding.
   *
   * @throws MalformedNpyException if the bytes are no text
   */
  String text(byte[] element) throws MalformedNpyException {
    Charset unicode = order == ByteOrder.BIG_ENDIAN ? UTF_32BE : UTF_32LE;
    String text = Utf8.strictly(element, kind == Kind.BYTES ? UTF_8 : unicode);
    if (text == null) {
      throw new MalformedNpyException(
          "holds text that is not "
              + (kind == Kind.BYTES ? "UTF-8; decode it and save it with astype(str)" : "Unicode"));
    }
    return withoutPadding(text);
  }

  private static String withoutPadding(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    return text.substring(0, end);
  }
}
