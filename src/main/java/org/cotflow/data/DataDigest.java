package org.cotflow.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.cotflow.base.Sha256;

/**
 * The fingerprint of samples: SHA-256 of
 *
 * <pre>
 *   N, d_in, number of target columns     (64-bit integers)
 *   features, then targets                (64-bit floating point numbers, row by row)
 *   for text labels, the class names      (UTF-8, each ended by a zero byte)
 * </pre>
 *
 * all big-endian, raw and before the split. The targets of text labels are class indices.
 */
final class DataDigest {
  private static final int CHUNK = 1 << 13;
  private final MessageDigest sha = Sha256.digest();

  private DataDigest() {}

  static String of(RawSamples samples, ClassLabels labels) {
    DataDigest digest = new DataDigest();
    digest.addLong(samples.count());
    digest.addLong(samples.featureNames().size());
    digest.addLong(samples.target().names().size());
    digest.add(samples.features());
    if (samples.target() instanceof RawTarget.Numbers numbers) {
      digest.add(numbers.values());
    } else {
      double[] indices = new double[samples.count()];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = labels.classes()[i];
      }
      digest.add(indices);
      for (String name : labels.names()) {
        digest.sha.update(name.getBytes(UTF_8));
        digest.sha.update((byte) 0);
      }
    }
    return HexFormat.of().formatHex(digest.sha.digest());
  }

  private void addLong(long value) {
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
  }

  private void add(double[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES);
    for (int done = 0; done < values.length; ) {
      int chunk = Math.min(CHUNK, values.length - done);
      buffer.clear();
      for (int i = 0; i < chunk; i++) {
        buffer.putDouble(values[done + i]);
      }
      sha.update(buffer.flip());
      done += chunk;
    }
  }
}
