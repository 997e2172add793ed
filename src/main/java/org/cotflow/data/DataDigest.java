package org.cotflow.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.cotflow.base.Sha256;

/**
 * The fingerprint of samples: SHA-256 of
 *
 * <pre>
 *   N, d_in, number of target columns     (64-bit integers)
 *   features, then targets                (64-bit floating point numbers, row by row)
 *   for text labels, the class names      (UTF-8, each ended by a zero byte)
 *   for texts in a column, its texts      (likewise, column by column)
 * </pre>
 *
 * all big-endian, raw and before the split, without samples that are left out. The targets of text
 * labels are class indices, texts in a column the indices of its texts, and a gap is NaN.
 */
final class DataDigest {
  private static final int CHUNK = 1 << 13;
  private final MessageDigest sha = Sha256.digest();

  private DataDigest() {}

  static String of(RawSamples samples, ClassLabels labels) {
    DataDigest digest = new DataDigest();
    digest.addLong(samples.count());
    digest.addLong(samples.features().columns().size());
    digest.addLong(samples.target().names().size());
    digest.add(samples.features().values());
    if (samples.target() instanceof RawTarget.Numbers numbers) {
      digest.add(numbers.values());
    } else {
      double[] indices = new double[samples.count()];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = labels.classes()[i];
      }
      digest.add(indices);
      digest.add(labels.names());
    }
    samples.features().columns().forEach(column -> digest.add(column.texts()));
    return HexFormat.of().formatHex(digest.sha.digest());
  }

  private void addLong(long value) {
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
  }

  private void add(List<String> texts) {
    for (String text : texts) {
      sha.update(text.getBytes(UTF_8));
      sha.update((byte) 0);
    }
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
