package org.cotflow.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Decodes texts without replacing what does not belong to their encoding. */
public final class Utf8 {
  private Utf8() {}

  /** The text of bytes in UTF-8; null if they are not. */
  public static String strictly(byte[] bytes) {
    return strictly(bytes, StandardCharsets.UTF_8);
  }

  /** The text of bytes; null if they do not belong to the encoding. */
  static String strictly(byte[] bytes, Charset encoding) {
    try {
      return encoding.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
