package org.cotflow.run.snapshot;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;

/**
 * The named arrays of a {@link ResumePoint} in one binary file: the arrays one after the other, as
 * big-endian doubles; names and lengths stand in the manifest.
 *
 * @param file its name in the snapshot's directory
 * @param bytes its length
 * @param sha256 of the file
 * @param arrays in the file's order
 */
record StateFile(String file, long bytes, String sha256, List<Entry> arrays) {
  /** The only type of an array's elements, as the manifest names it. */
  private static final String TYPE = "DOUBLE";

  record Entry(String name, String type, int length) {
    Entry {
      if (!TYPE.equals(type)) {
        throw new IllegalArgumentException("array " + name + " is of type " + type);
      }
    }
  }

  /** Writes the arrays; returns null, and writes nothing, where there are none. */
  static StateFile write(Location directory, int generation, ResumePoint point) throws IOException {
    if (point.memory().isEmpty()) {
      return null;
    }
    String name = generation == 0 ? "_state.bin" : "_state-" + generation + ".bin";
    Location location = directory.resolve(name);
    MessageDigest sha256 = Sha256.digest();
    List<Entry> arrays = new ArrayList<>();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(location.openWrite(), sha256), 1 << 16))) {
      for (Map.Entry<String, double[]> array : point.memory().entrySet()) {
        arrays.add(new Entry(array.getKey(), TYPE, array.getValue().length));
        for (double value : array.getValue()) {
          out.writeLong(Double.doubleToRawLongBits(value));
        }
      }
    }
    location.force();
    String digest = HexFormat.of().formatHex(sha256.digest());
    return new StateFile(name, location.length(), digest, List.copyOf(arrays));
  }

  /**
   * Reads the arrays.
   *
   * @throws SnapshotDamagedException if the file's content is not what was written; the message
   *     names it
   */
  Map<String, double[]> read(Location directory) throws IOException {
    Location location = directory.resolve(file);
    MessageDigest digest = Sha256.digest();
    Map<String, double[]> read = new TreeMap<>();
    try (InputStream in = location.openRead()) {
      for (Entry array : arrays) {
        byte[] content = in.readNBytes(Math.multiplyExact(array.length(), Double.BYTES));
        if (content.length < array.length() * Double.BYTES) {
          throw new SnapshotDamagedException("snapshot state " + location + " is truncated");
        }
        digest.update(content);
        double[] values = new double[array.length()];
        ByteBuffer.wrap(content).asDoubleBuffer().get(values);
        read.put(array.name(), values);
      }
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
      throw new SnapshotDamagedException(
          "snapshot state " + location + " is damaged: its digest differs");
    }
    return read;
  }
}
