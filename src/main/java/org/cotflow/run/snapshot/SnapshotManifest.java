package org.cotflow.run.snapshot;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.format.Json;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.MeasureShape;

/**
 * What makes the files of a directory a snapshot: which parts, how long and with which digests, and
 * where the flow stands. The components are the fields of the JSON file, which ends in a digest of
 * its own text, so that a torn or altered manifest is no manifest.
 *
 * @param format of the snapshot: {@link #FORMAT}
 * @param cotflowVersion that wrote it
 * @param generation tells the files of a snapshot that is written again from those it replaces
 * @param step flow steps done
 * @param flowTime t
 * @param historyRows as in {@link ResumePoint}; likewise historyDigest, wallSeconds
 * @param stateDim d
 * @param layout the parts of a particle; null in manifests of earlier versions, which had neurons,
 *     and where layers differ
 * @param widths M_k
 * @param rows the number of particles
 * @param measureDigest of the particles
 * @param parts in the order of their rows
 * @param state the further state, or null where there is none
 * @param tables as in {@link ResumePoint}; null in manifests of earlier versions
 * @param layouts where layers differ, the parts of the particles of each layer, which cycle through
 *     this list; null, and no field of the file, where all have the same
 */
record SnapshotManifest(
    int format,
    String cotflowVersion,
    int generation,
    int step,
    double flowTime,
    long historyRows,
    String historyDigest,
    double wallSeconds,
    int stateDim,
    List<ParticleLayout.Part> layout,
    int[] widths,
    long rows,
    String measureDigest,
    List<PartFile> parts,
    StateFile state,
    Map<String, ResumePoint.Rows> tables,
    List<List<ParticleLayout.Part>> layouts) {
  /** Hidden from Parquet readers, which pass over names that begin with an underscore. */
  static final String NAME = "_manifest.json";

  static final int FORMAT = 1;
  private static final String CLOSING = ",\n  \"manifestDigest\": \"";
  private static final String END = "\"\n}\n";

  MeasureShape shape(int blockSize) {
    return new MeasureShape(particles(), widths, blockSize);
  }

  LayerCycle<ParticleLayout> particles() {
    if (layouts != null) {
      return new LayerCycle<>(layouts).map(parts -> new ParticleLayout(stateDim, parts));
    }
    return LayerCycle.everywhere(
        layout == null ? Neuron.layout(stateDim) : new ParticleLayout(stateDim, layout));
  }

  void write(Location directory) throws IOException {
    Map<String, Object> fields = Json.object(this);
    fields.remove("layouts", null);
    String rendered = Json.render(fields);
    String body = rendered.substring(0, rendered.length() - "\n}\n".length());
    String text = body + CLOSING + Sha256.of(body) + END;
    directory.resolve(NAME).replaceText(text);
  }

  /**
   * Reads the manifest of a directory; null where there is none.
   *
   * @throws SnapshotDamagedException if there is one and it is not what was written
   * @throws IOException if it cannot be read or is of another format
   */
  static SnapshotManifest read(Location directory) throws IOException {
    Location file = directory.resolve(NAME);
    String text;
    try {
      text = file.readText();
    } catch (FileNotFoundException e) {
      return null;
    }
    int end = text.length() - CLOSING.length() - 64 - END.length();
    if (end < 0) {
      throw new SnapshotDamagedException("snapshot manifest " + file + " is truncated");
    }
    String body = text.substring(0, end);
    if (!text.equals(body + CLOSING + Sha256.of(body) + END)) {
      throw new SnapshotDamagedException(
          "snapshot manifest " + file + " is damaged: its digest does not match");
    }
    int format = Json.parse(text).number("format").intValue();
    if (format != FORMAT) {
      throw new IOException(
          "snapshot manifest %s is of format %s; this version reads %s"
              .formatted(file, format, FORMAT));
    }
    return Json.parse(text, SnapshotManifest.class);
  }
}
