package org.cotflow.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import org.cotflow.base.UserInputException;

/**
 * Decodes a user's text. Bytes that do not belong to the encoding are refused with line and column
 * (in characters, from 1): replaced, they would make one word of two. A byte order mark is passed
 * over.
 */
final class StrictReader extends Reader {
  private final InputStream stream;
  private final CharsetDecoder decoder;
  private final String origin;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
  private boolean atStart = true;
  private boolean ended;
  private long line = 1;
  private long column = 1;
  private boolean afterReturn;

  StrictReader(InputStream stream, Charset encoding, String origin) {
    this.stream = stream;
    this.decoder = encoding.newDecoder();
    this.origin = origin;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    CharBuffer chars = CharBuffer.wrap(into, offset, length);
    while (chars.position() == offset && length > 0) {
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (atStart && chars.position() > offset) {
        atStart = false;
        if (into[offset] == '\uFEFF') {
          System.arraycopy(into, offset + 1, into, offset, chars.position() - offset - 1);
          chars.position(chars.position() - 1);
        }
      }
      count(into, offset, chars.position());
      if (result.isError()) {
        throw notDecoded();
      }
      if (chars.position() == offset && result.isUnderflow() && !fill()) {
        return -1;
      }
    }
    return chars.position() - offset;
  }

  /** Reads on; false where all bytes have been decoded. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    bytes.compact();
    int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = count < 0;
    bytes.position(bytes.position() + Math.max(0, count)).flip();
    return true;
  }

  private void count(char[] chars, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = chars[i];
      if (c == '\r' || (c == '\n' && !afterReturn)) {
        line++;
      }
      column = c == '\n' || c == '\r' ? 1 : column + 1;
      afterReturn = c == '\r';
    }
  }

  private UserInputException notDecoded() {
    int wrong = bytes.get(bytes.position()) & 0xFF;
    boolean mark = line == 1 && column == 1 && wrong >= 0xFE;
    return new UserInputException(
        "%s line %s, column %s: byte 0x%02X is not %s; save the file as UTF-8, or set data.encoding (%s)"
            .formatted(
                origin,
                line,
                column,
                wrong,
                decoder.charset().name(),
                mark ? "UTF-16" : "for example ISO-8859-1 or windows-1252"));
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
