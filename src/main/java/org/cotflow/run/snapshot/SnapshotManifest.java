package org.cotflow.run.snapshot;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.format.Json;
import org.cotflow.measure.MeasureShape;

/**
 * What makes the files of a directory a snapshot: which parts, how long and with which digests, and
 * where the flow stands. The file ends in a digest of its own text, so that a torn or altered
 * manifest is no manifest.
 *
 * @param generation tells the files of a snapshot that is written again from those it replaces
 * @param version of Cotflow
 * @param step flow steps done
 * @param flowTime t
 * @param historyRows as in {@link ResumePoint}; likewise wallSeconds
 * @param stateDim d
 * @param widths M_k
 * @param parts the part files in the order of their rows, without chunk digests
 * @param measureDigest of the particles
 * @param state the further state, or null where there is none
 */
record SnapshotManifest(
    int generation,
    String version,
    int step,
    double flowTime,
    long historyRows,
    double wallSeconds,
    int stateDim,
    int[] widths,
    List<PartReceipt> parts,
    String measureDigest,
    StateFile state) {
  /** Hidden from Parquet readers, which pass over names that begin with an underscore. */
  static final String NAME = "_manifest.json";

  private static final int FORMAT = 1;
  private static final String CLOSING = ",\n  \"manifestDigest\": \"";
  private static final String END = "\"\n}\n";

  MeasureShape shape(int blockSize) {
    return new MeasureShape(stateDim, widths, blockSize);
  }

  long rows() {
    return Arrays.stream(widths).asLongStream().sum();
  }

  void write(Location directory) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("format", FORMAT);
    object.put("cotflowVersion", version);
    object.put("generation", generation);
    object.put("step", step);
    object.put("flowTime", flowTime);
    object.put("historyRows", historyRows);
    object.put("wallSeconds", wallSeconds);
    object.put("stateDim", stateDim);
    object.put("widths", Arrays.stream(widths).boxed().toList());
    object.put("rows", rows());
    object.put("measureDigest", measureDigest);
    object.put("parts", parts.stream().map(SnapshotManifest::partFields).toList());
    object.put("state", state == null ? null : state.fields());
    String rendered = Json.render(object);
    String body = rendered.substring(0, rendered.length() - "\n}\n".length());
    String text = body + CLOSING + Sha256.of(body) + END;
    directory.resolve(NAME).replace(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> partFields(PartReceipt part) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", part.file());
    fields.put("firstRow", part.firstRow());
    fields.put("rows", part.rows());
    fields.put("bytes", part.bytes());
    fields.put("sha256", part.sha256());
    return fields;
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
    try (InputStream in = file.openRead()) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
    Json.Fields fields = Json.parse(text);
    int format = fields.number("format").intValue();
    if (format != FORMAT) {
      throw new IOException(
          "snapshot manifest "
              + file
              + " is of format "
              + format
              + "; this version reads "
              + FORMAT);
    }
    return of(fields);
  }

  private static SnapshotManifest of(Json.Fields fields) throws IOException {
    List<PartReceipt> parts = new ArrayList<>();
    for (Json.Fields part : fields.objects("parts")) {
      parts.add(
          new PartReceipt(
              part.text("file"),
              0,
              0,
              part.number("firstRow").longValue(),
              part.number("rows").longValue(),
              part.number("bytes").longValue(),
              part.text("sha256"),
              List.of()));
    }
    return new SnapshotManifest(
        fields.number("generation").intValue(),
        fields.text("cotflowVersion"),
        fields.number("step").intValue(),
        fields.number("flowTime").doubleValue(),
        fields.number("historyRows").longValue(),
        fields.number("wallSeconds").doubleValue(),
        fields.number("stateDim").intValue(),
        fields.integers("widths"),
        List.copyOf(parts),
        fields.text("measureDigest"),
        fields.has("state") ? StateFile.of(fields.object("state")) : null);
  }
}
