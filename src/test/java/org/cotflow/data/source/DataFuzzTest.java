package org.cotflow.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.cotflow.base.Locations;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.PreparedData;
import org.cotflow.data.Specs;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.UnseenCategory;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzWriter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with wrong bytes, cuts and repetitions are read, or refused in one line. */
class DataFuzzTest {
  private static final int TRIES = 500;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"csv", "columns", "npz", "npy", "idx", "parquet", "gz", "zst", "bz2"})
  void aMutatedFileIsReadOrRefused(String kind) throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    Path file = original(kind);
    byte[] whole = Files.readAllBytes(file);
    boolean packed = List.of("gz", "zst", "bz2").contains(kind);
    String source =
        switch (kind) {
          case "gz", "zst", "bz2" -> "csv:" + file;
          case "npy", "idx" -> "npz:" + file.getParent();
          case "columns" -> "csv:" + file;
          default -> kind + ":" + file;
        };
    DataSpec spec =
        kind.equals("columns") || kind.equals("parquet")
            ? columns(source)
            : Specs.split(source, 0.0, 0);
    String digest = DataSources.prepare(spec).digest();
    int refused = 0;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Files.write(file, mutated(whole, random));
      try {
        PreparedData data = DataSources.prepare(spec);
        if (packed) { // their checksums say whether a row is lost
          assertEquals(digest, data.digest(), kind + ", attempt " + attempt);
        }
        if (kind.equals("columns")) {
          requireRows(Files.readString(file), data);
        }
      } catch (UserInputException expected) {
        refused++;
        String message = expected.getMessage();
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError(kind + ", seed " + seed + ", attempt " + attempt, wrong);
      }
    }
    assertTrue(refused > TRIES / 4, refused + " refused");
  }

  /** Gaps, dates and categories in the columns a, b and c. */
  private static DataSpec columns(String source) {
    TreeMap<String, String> missing = new TreeMap<>();
    missing.put("a", "mean");
    missing.put("b", "drop");
    DataSpec spec = Specs.split(source, 0.25, 0);
    spec =
        RecordCopy.with(
            spec,
            "missing",
            new ByColumn("other", source.startsWith("csv:") ? missing : new TreeMap<>()));
    spec = RecordCopy.with(spec, "unseen", UnseenCategory.ZEROS);
    return RecordCopy.with(spec, "categories", ByColumn.all("one-hot"));
  }

  /** Each line is a sample, or a note says that it is left out. */
  private static void requireRows(String text, PreparedData data) {
    int read = data.train().count() + data.test().count();
    Matcher dropped =
        Pattern.compile("([0-9]+) of [0-9]+ samples are left out").matcher(data.notes().toString());
    int all = read + (dropped.find() ? Integer.parseInt(dropped.group(1)) : 0);
    long quotes = text.chars().filter(c -> c == '"').count();
    if (quotes == 0) {
      long lines = text.lines().filter(line -> !line.isBlank()).count();
      assertTrue(all == lines - 1 || all == lines, all + " samples in " + text);
    }
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) "\",\n\r0-.eN".charAt(random.nextInt(9));
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }

  private Path original(String kind) throws IOException {
    Path file = directory.resolve("data." + kind);
    switch (kind) {
      case "gz", "zst", "bz2" -> {
        byte[] text = Files.readAllBytes(original("csv"));
        try (OutputStream out = packing(kind, Files.newOutputStream(file))) {
          out.write(text);
        }
        return file;
      }
      case "csv" -> {
        StringBuilder text = new StringBuilder("\"a\",b,y\n");
        for (int i = 0; i < 20; i++) {
          text.append(0.25 * i)
              .append(",\"")
              .append(-i)
              .append("e-3\",")
              .append(1.5 * i)
              .append('\n');
        }
        return Files.writeString(file, text);
      }
      case "columns" -> {
        StringBuilder text = new StringBuilder("a;b;c;y\n");
        for (int i = 0; i < 24; i++) {
          text.append(i % 5 == 0 ? "" : 0.25 * i)
              .append(i % 7 == 0 ? ";NA" : ";2024-05-" + (10 + i))
              .append(i % 3 == 0 ? ";Köln;" : i % 4 == 0 ? ";;" : ";Bonn;")
              .append(1.5 * i)
              .append('\n');
        }
        return Files.writeString(file, text);
      }
      case "npz" -> {
        try (NpzWriter npz = NpzWriter.create(Locations.of(file.toString()))) {
          npz.write("X", new NpyArray(new int[] {3, 2}, new double[] {1, 2, 3, 4, 5, 6}));
          npz.write("Y", NpyArray.vector(1, 0, 2.5));
        }
        return file;
      }
      case "npy" -> {
        Path folder = Files.createDirectories(directory.resolve("npy"));
        for (String name : new String[] {"X", "Y"}) {
          Files.write(
              folder.resolve(name + ".npy"),
              npy(name.equals("X") ? "(3, 2)" : "(3,)", name.equals("X") ? 48 : 24));
        }
        return folder.resolve("X.npy");
      }
      case "idx" -> {
        Path folder = Files.createDirectories(directory.resolve("idx"));
        Files.write(
            folder.resolve("train-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, 3});
        return Files.write(
            folder.resolve("train-images-idx3-ubyte"),
            new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4});
      }
      default -> {
        MessageType type =
            MessageTypeParser.parseMessageType(
                "message m { required double a; optional int32 b; required binary y (STRING); }");
        try (ParquetWriter<Group> writer =
            ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .build()) {
          for (int i = 0; i < 8; i++) {
            Group row = new SimpleGroup(type);
            row.append("a", 0.5 * i).append("b", i).append("y", i % 2 == 0 ? "red" : "blue");
            writer.write(row);
          }
        }
        return file;
      }
    }
  }

  private static OutputStream packing(String kind, OutputStream file) throws IOException {
    return switch (kind) {
      case "gz" -> new GZIPOutputStream(file);
      case "zst" -> new ZstdOutputStream(file).setChecksum(true);
      default -> new BZip2CompressorOutputStream(file);
    };
  }

  private static byte[] npy(String shape, int bytes) {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }\n";
    byte[] file = new byte[10 + header.length() + bytes];
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0};
    System.arraycopy(magic, 0, file, 0, 10);
    System.arraycopy(
        header.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
        0,
        file,
        10,
        header.length());
    return file;
  }
}
