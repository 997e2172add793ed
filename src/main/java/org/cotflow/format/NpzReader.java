package org.cotflow.format;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;

/**
 * Reads .npz files: zip archives of .npy arrays, as {@code numpy.savez} and {@code
 * savez_compressed} write them, in one pass from front to back.
 *
 * <p>Numbers of type float64, float32, integer or boolean are widened to double; both byte orders
 * and both memory orders are read. Nothing is executed: arrays of Python objects are refused.
 */
public final class NpzReader {
  private NpzReader() {}

  /** Receives each array in the order of the file; elements that it does not read are skipped. */
  @FunctionalInterface
  public interface Visitor {
    void visit(NpyMember member) throws IOException;
  }

  /**
   * All arrays of a file.
   *
   * @param numbers the numeric arrays by name
   * @param texts the elements of the string arrays by name; one for a scalar
   * @param whole the names of the numeric arrays of integer or boolean type
   */
  public record Contents(
      Map<String, NpyArray> numbers, Map<String, List<String>> texts, Set<String> whole) {}

  /**
   * Reads the arrays whose names are asked for, or all if none is.
   *
   * @throws UserInputException as {@link #visit}
   */
  public static Contents read(Location file, String... names) {
    Set<String> wanted = Set.of(names);
    Contents contents =
        new Contents(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashSet<>());
    visit(
        file,
        member -> {
          if (!wanted.isEmpty() && !wanted.contains(member.name())) {
            return;
          }
          if (member.isText()) {
            contents.texts().put(member.name(), member.readAllText());
            return;
          }
          contents.numbers().put(member.name(), member.readAll());
          if (member.isWhole()) {
            contents.whole().add(member.name());
          }
        });
    return contents;
  }

  /**
   * Shows each array to the visitor.
   *
   * @throws UserInputException if the file is missing, is no zip archive, is truncated or damaged,
   *     or holds an array of another type
   */
  public static void visit(Location file, Visitor visitor) {
    try (InputStream stream = opened(file)) {
      visit(stream, file.toString(), visitor);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static InputStream opened(Location file) {
    try {
      return file.openRead();
    } catch (IOException e) {
      throw new UserInputException(e.getMessage(), e);
    }
  }

  private static void visit(InputStream stream, String file, Visitor visitor) throws IOException {
    Tail tail = new Tail(new BufferedInputStream(stream, 1 << 16));
    ZipInputStream zip = new ZipInputStream(tail);
    String[] current = {null};
    int entries = 0;
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries++;
        current[0] = entry.getName().replaceFirst("\\.npy$", "");
        visitEntry(zip, current[0], visitor);
        zip.closeEntry();
      }
    } catch (EOFException e) {
      throw damaged(file, "ends in the middle of " + current[0], e);
    } catch (ZipException | IllegalArgumentException e) {
      throw damaged(file, "is damaged at " + current[0] + " (" + e.getMessage() + ")", e);
    } catch (MalformedNpyException e) {
      throw new UserInputException(file + ": " + current[0] + " " + e.getMessage(), e);
    }
    if (entries == 0) {
      throw damaged(file, "is not an npz file (no zip archive of arrays)", null);
    }
    if (tail.entriesInDirectory() != entries) {
      throw damaged(file, "is truncated: its list of arrays is missing at the end", null);
    }
  }

  private static void visitEntry(ZipInputStream zip, String name, Visitor visitor)
      throws IOException {
    DataInputStream in = new DataInputStream(zip);
    visitor.visit(new NpyMember(name, NpyHeader.read(in), in));
  }

  private static UserInputException damaged(String file, String what, Exception cause) {
    return new UserInputException(file + " " + what + "; write it again with numpy.savez", cause);
  }

  /**
   * Keeps the last bytes of a stream: a complete archive ends with a record that counts its
   * entries.
   */
  private static final class Tail extends FilterInputStream {
    private static final int RECORD = 22;
    private static final int KEPT = RECORD + 0xFFFF;
    private final byte[] ring = new byte[KEPT];
    private long total;

    Tail(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      for (int done = Math.max(0, count - KEPT); done < count; ) {
        int start = (int) ((total + done) % KEPT);
        int part = Math.min(count - done, KEPT - start);
        System.arraycopy(into, offset + done, ring, start, part);
        done += part;
      }
      total += Math.max(count, 0);
      return count;
    }

    /** Reads to the end; -1 without an end record. */
    int entriesInDirectory() throws IOException {
      byte[] sink = new byte[1 << 14];
      while (read(sink, 0, sink.length) >= 0) {
        // the bytes are kept by read
      }
      long first = Math.max(0, total - KEPT);
      for (long at = total - RECORD; at >= first; at--) {
        if (kept(at) == 'P' && kept(at + 1) == 'K' && kept(at + 2) == 5 && kept(at + 3) == 6) {
          return kept(at + 10) | kept(at + 11) << 8;
        }
      }
      return -1;
    }

    private int kept(long at) {
      return ring[(int) (at % KEPT)] & 0xFF;
    }
  }
}
