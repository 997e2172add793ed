package org.cotflow.run.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Build;
import org.cotflow.base.Invocation;
import org.cotflow.base.Location;
import org.cotflow.format.Json;

/**
 * Where a run's numbers come from, as in provenance.json. Java, operating system and kernels are
 * kept although results do not depend on them: if results ever differ, they help to find the
 * reason.
 *
 * @param build which Cotflow
 * @param dataDigest SHA-256 of the data as the run used it
 * @param dataNotes what was assumed about the data; written where there is something
 * @param seeds by configuration key
 * @param kernel which block kernels run, and why
 * @param map a class of the user's own
 * @param mapDigest SHA-256 of its jar; null, and not written, for built-in maps
 */
public record Provenance(
    Build build,
    String dataDigest,
    List<String> dataNotes,
    Map<String, Long> seeds,
    String kernel,
    String map,
    String mapDigest) {
  public Provenance {
    seeds = new TreeMap<>(seeds);
  }

  /** Of a run with a built-in map. */
  public Provenance(
      Build build,
      String dataDigest,
      List<String> dataNotes,
      Map<String, Long> seeds,
      String kernel) {
    this(build, dataDigest, dataNotes, seeds, kernel, null, null);
  }

  void write(Location runDirectory) throws IOException {
    Map<String, Object> fields = circumstances(build, kernel);
    fields.put("dataDigest", dataDigest);
    if (!dataNotes.isEmpty()) {
      fields.put("dataNotes", dataNotes);
    }
    fields.put("seeds", seeds);
    if (mapDigest != null) {
      fields.put("map", map);
      fields.put("mapDigest", mapDigest);
    }
    RunFile.PROVENANCE.in(runDirectory).replaceText(Json.render(fields));
  }

  /**
   * Which program, when, by which command, and on what: how every provenance.json begins. More may
   * be added.
   */
  public static Map<String, Object> circumstances(Build build, String kernel) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", build.version());
    fields.put("commit", build.commit());
    fields.putAll(Invocation.facts());
    fields.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    fields.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    fields.put("architecture", System.getProperty("os.arch"));
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    fields.put("kernel", kernel);
    return fields;
  }

  /**
   * Reads a run's provenance as texts by name, whatever version wrote it; the seeds under their
   * configuration keys. Empty where there is none.
   *
   * @throws org.cotflow.base.UserInputException if it is damaged
   */
  static Map<String, String> read(Location runDirectory) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try {
      Json.Fields fields = Json.read(RunFile.PROVENANCE.in(runDirectory));
      fields.values().forEach((name, value) -> addTexts(texts, name, value));
      return texts;
    } catch (FileNotFoundException none) {
      return texts;
    }
  }

  private static void addTexts(Map<String, String> texts, String name, Object value) {
    if (value instanceof Map<?, ?> nested) {
      nested.forEach((inner, text) -> texts.put(inner.toString(), String.valueOf(text)));
    } else if (value != null) {
      texts.put(name, value.toString());
    }
  }
}
