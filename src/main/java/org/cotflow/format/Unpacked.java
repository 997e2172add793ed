package org.cotflow.format;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.cotflow.base.UserInputException;

/**
 * The bytes of files that may be compressed: gzip, zstd and bzip2 are known by their first bytes,
 * whatever the file is called. Streams that were put one after the other are read to the end of the
 * last; what is cut off or damaged is refused.
 *
 * <p>zstd-jni takes a second frame that is cut off for the end of the data, and GZIPInputStream
 * what it cannot read behind the first member; both would lose rows. So zstd is unpacked by
 * aircompressor and gzip by commons-compress.
 */
public final class Unpacked extends InputStream {
  /** So many bytes are looked at to tell text from other files. */
  private static final int LOOK = 1 << 12;

  /** What else people name where text is read: the first bytes, what it is, what to do. */
  private static final List<Kind> OTHERS =
      List.of(
          new Kind("FD377A585A00", "compressed by xz", "unpack it with xz -d, or use gzip or zstd"),
          new Kind("504B", "a zip archive or a workbook", "unpack it, or export it as CSV"),
          new Kind("377ABCAF271C", "a 7z archive", "unpack it, or use gzip or zstd"),
          new Kind("04224D18", "compressed by lz4", "unpack it, or use gzip or zstd"),
          new Kind("1F9D", "compressed by compress", "unpack it, or use gzip or zstd"),
          new Kind("50415231", "a Parquet file", "name it as parquet:PATH"),
          new Kind("934E554D5059", "an array of numpy", "name its directory as npz:DIRECTORY"),
          new Kind("D0CF11E0", "an old workbook", "export it as CSV"));

  private final InputStream unpacking;
  private final Stored stored;
  private final String origin;
  private final String packing;

  private record Kind(String start, String what, String advice) {}

  private Unpacked(InputStream unpacking, Stored stored, String origin, String packing) {
    this.unpacking = unpacking;
    this.stored = stored;
    this.origin = origin;
    this.packing = packing;
  }

  /** The bytes of the file, whose failures tell a broken disk from wrong bytes. */
  private static final class Stored extends FilterInputStream {
    private IOException failure;

    Stored(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  /**
   * A stream as it was before it was compressed.
   *
   * @param origin the file in messages
   * @throws UserInputException here or while reading, if what is compressed is damaged
   */
  static InputStream of(InputStream stream, String origin) throws IOException {
    Stored stored = new Stored(stream);
    BufferedInputStream bytes = new BufferedInputStream(stored, 1 << 16);
    String start = start(bytes, 4);
    String packing =
        start.startsWith("1F8B")
            ? "gzip"
            : start.equals("28B52FFD") || start.matches("5.2A4D18")
                ? "zstd"
                : start.matches("425A683[1-9]") ? "bzip2" : null;
    if (packing == null) {
      return bytes;
    }
    try {
      InputStream unpacking =
          switch (packing) {
            case "gzip" ->
                GzipCompressorInputStream.builder()
                    .setInputStream(bytes)
                    .setDecompressConcatenated(true)
                    .get();
            case "zstd" -> new ZstdInputStream(bytes);
            default -> new BZip2CompressorInputStream(bytes, true);
          };
      return new BufferedInputStream(new Unpacked(unpacking, stored, origin, packing), 1 << 16);
    } catch (IOException | RuntimeException e) {
      throw damaged(stored, origin, packing, e);
    }
  }

  /**
   * The same for text.
   *
   * @throws UserInputException also if it is no text
   */
  static InputStream text(InputStream stream, Charset encoding, String origin) throws IOException {
    InputStream bytes = of(stream, origin);
    String start = start(bytes, LOOK);
    for (Kind kind : OTHERS) {
      if (start.startsWith(kind.start)) {
        throw new UserInputException(
            "%s is %s, no text; %s".formatted(origin, kind.what, kind.advice));
      }
    }
    boolean wide = encoding.name().startsWith("UTF-16") || encoding.name().startsWith("UTF-32");
    boolean marked = start.startsWith("FFFE") || start.startsWith("FEFF");
    for (int at = 0; !wide && !marked && at < start.length(); at += 2) {
      if (start.startsWith("00", at)) {
        throw new UserInputException(
            "%s is no text in %s: its byte %s is 0; if it is UTF-16, set data.encoding = UTF-16LE"
                .formatted(origin, encoding.name(), at / 2 + 1));
      }
    }
    return bytes;
  }

  private static String start(InputStream bytes, int count) throws IOException {
    bytes.mark(count);
    byte[] start = bytes.readNBytes(count);
    bytes.reset();
    return HexFormat.of().withUpperCase().formatHex(start);
  }

  private static UserInputException damaged(
      Stored stored, String origin, String packing, Exception failure) throws IOException {
    if (stored.failure != null) {
      throw stored.failure;
    }
    return new UserInputException(
        "%s is truncated or damaged: it begins as %s and cannot be unpacked (%s)"
            .formatted(
                origin,
                packing,
                failure.getMessage() == null ? "it ends too early" : failure.getMessage()),
        failure);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return unpacking.read(into, offset, length);
    } catch (IOException | RuntimeException e) {
      throw damaged(stored, origin, packing, e);
    }
  }

  @Override
  public void close() throws IOException {
    unpacking.close();
  }
}
