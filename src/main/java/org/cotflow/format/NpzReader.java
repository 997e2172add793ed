package org.cotflow.format;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.io.input.ChecksumInputStream;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.SeekableInput;
import org.cotflow.base.UserInputException;

/**
 * Reads arrays of numpy: an .npz file, which is a zip archive of .npy files, or a directory of .npy
 * or IDX files. Archives are read by their central directory, so that any archive is good that
 * numpy opens. Members that are not asked for may be of any type.
 */
public final class NpzReader {
  private static final String ENDING = ".npy";
  private static final int BUFFER = 1 << 16;

  /** No compressed file is longer by a larger factor. */
  private static final long MOST_PACKED = 1 << 16;

  private NpzReader() {}

  /** Is shown each array in the order of the file; what it leaves unread is skipped. */
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
   * @param others the names of arrays that were not asked for
   * @param notes which arrays have integers that were rounded
   */
  public record Contents(
      Map<String, NpyArray> numbers,
      Map<String, List<String>> texts,
      Set<String> whole,
      Set<String> others,
      List<String> notes) {}

  /**
   * Reads the arrays whose names are asked for, or all if none is.
   *
   * @throws UserInputException as {@link #visit}
   */
  public static Contents read(Location file, String... names) {
    Set<String> wanted = Set.of(names);
    Contents contents =
        new Contents(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new ArrayList<>());
    visit(
        file,
        name -> {
          boolean read = wanted.isEmpty() || wanted.contains(name);
          if (!read) {
            contents.others().add(name);
          }
          return read;
        },
        member -> {
          if (member.isText()) {
            contents.texts().put(member.name(), member.readAllText());
            return;
          }
          contents.numbers().put(member.name(), member.readAll());
          if (member.isWhole()) {
            contents.whole().add(member.name());
          }
          if (member.rounded() > 0) {
            contents
                .notes()
                .add(
                    "%s: %s integers are rounded to 64-bit numbers, first in %1$s%3$s"
                        .formatted(member.name(), member.rounded(), member.firstRounded()));
          }
        });
    return contents;
  }

  /**
   * Shows arrays to the visitor.
   *
   * @param wanted the names of those to be shown
   * @throws UserInputException if the file is missing, is no zip archive, is truncated or damaged,
   *     or an array that is wanted is of a type that is not read
   */
  public static void visit(Location file, Predicate<String> wanted, Visitor visitor) {
    try {
      if (file.isDirectory()) {
        visitDirectory(file, wanted, visitor);
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    try (SeekableInput input = opened(file)) {
      visitArchive(file, input, wanted, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static SeekableInput opened(Location file) {
    try {
      return Locations.openSeekable(file);
    } catch (IOException e) {
      throw new UserInputException(e.getMessage(), e);
    }
  }

  private static void visitArchive(
      Location file, SeekableInput input, Predicate<String> wanted, Visitor visitor)
      throws IOException {
    try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(new SeekableBytes(input)).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        String name = entry.getName();
        if (name.endsWith(ENDING) && wanted.test(nameOf(name))) {
          InputStream bytes =
              ChecksumInputStream.builder()
                  .setInputStream(zip.getInputStream(entry))
                  .setChecksum(new CRC32())
                  .setExpectedChecksumValue(entry.getCrc())
                  .setCountThreshold(entry.getSize())
                  .get();
          visit(file.toString(), nameOf(name), bytes, entry.getSize(), visitor);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file.toString(), notRead(input, e), e);
    }
  }

  /** What is wrong with a file that is no archive; failures of the disk come unchecked. */
  private static String notRead(SeekableInput input, Exception failure) throws IOException {
    byte[] start = new byte[2];
    input.seek(0);
    boolean begins = input.read(start, 0, 2) == 2 && start[0] == 'P' && start[1] == 'K';
    return begins
        ? "is truncated or damaged ("
            + String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
            + ")"
        : "is not an npz file (no zip archive of arrays)";
  }

  private static void visitDirectory(Location directory, Predicate<String> wanted, Visitor visitor)
      throws IOException {
    for (Location file : directory.list()) {
      String idx = IdxFile.arrayIn(file.name());
      if (idx != null && wanted.test(idx)) {
        try (InputStream bytes = file.openRead()) {
          visitIdx(file, idx, bytes, visitor);
        }
      } else if (file.name().endsWith(ENDING) && wanted.test(nameOf(file.name()))) {
        try (InputStream bytes = file.openRead()) {
          visit(directory.toString(), nameOf(file.name()), bytes, file.length(), visitor);
        }
      }
    }
  }

  private static void visitIdx(Location file, String name, InputStream bytes, Visitor visitor)
      throws IOException {
    try (DataInputStream in = new DataInputStream(Unpacked.of(bytes, file.toString()))) {
      NpyHeader header = IdxFile.header(in);
      if (header.size() * header.type().bytes() > MOST_PACKED * file.length()) {
        throw new EOFException();
      }
      visitor.visit(new NpyMember(name, header, in));
    } catch (MalformedNpyException e) {
      throw new UserInputException(file + " " + e.getMessage(), e);
    } catch (IOException | ArithmeticException | IllegalArgumentException e) {
      throw new UserInputException(
          file + " is truncated or damaged (" + e + "); download it again", e);
    }
  }

  private static void visit(
      String file, String name, InputStream bytes, long length, Visitor visitor)
      throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, BUFFER))) {
      NpyHeader header = NpyHeader.read(in);
      if (header.size() * header.type().bytes() > length) {
        throw new EOFException();
      }
      visitor.visit(new NpyMember(name, header, in));
    } catch (EOFException e) {
      throw damaged(file, "ends in the middle of " + name, e);
    } catch (MalformedNpyException e) {
      throw new UserInputException(file + ": " + name + " " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, "is damaged at " + name + " (" + e.getMessage() + ")", e);
    }
  }

  private static String nameOf(String file) {
    return file.substring(0, file.length() - ENDING.length());
  }

  private static UserInputException damaged(String file, String what, Exception cause) {
    return new UserInputException(
        file + " " + what + "; restore it, or write it again with numpy.savez", cause);
  }
}
