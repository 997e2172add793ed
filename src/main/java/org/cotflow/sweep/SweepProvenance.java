package org.cotflow.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.DataSpec;
import org.cotflow.data.PreparedData;
import org.cotflow.format.Json;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.run.store.Provenance;
import org.cotflow.run.store.RunFile;
import org.cotflow.sweep.grid.Grid;

/**
 * Where the numbers of a sweep come from, as in its provenance.json, which the first call writes.
 * Later calls continue only with the same data, so that one table never mixes results of different
 * data.
 *
 * @param dataSets in the order in which the runs and then the references use them first
 * @param seeds all that runs and references have, by configuration key
 */
public record SweepProvenance(List<DataSet> dataSets, Map<String, List<Long>> seeds) {
  private static final int SHOWN_DIGITS = 12;

  public SweepProvenance {
    dataSets = List.copyOf(dataSets);
    seeds = new TreeMap<>(seeds);
  }

  /**
   * Data that some runs use.
   *
   * @param digest SHA-256 of the samples as they were read
   * @param notes what was assumed about them; written where there is something
   */
  public record DataSet(String source, long seed, String digest, List<String> notes) {
    /** The data by their keys. */
    public String name() {
      return source + ", data.seed = " + seed;
    }
  }

  static SweepProvenance of(Grid grid, Map<DataSpec, PreparedData> data) {
    List<Experiment> all =
        Stream.concat(grid.runs().stream().map(Grid.Run::experiment), grid.references().stream())
            .toList();
    Map<String, TreeSet<Long>> seeds = new TreeMap<>();
    Map<DataSpec, DataSet> sets = new LinkedHashMap<>();
    for (Experiment one : all) {
      DataSpec spec = one.data();
      PreparedData read = data.get(spec);
      sets.putIfAbsent(spec, new DataSet(spec.source(), spec.seed(), read.digest(), read.notes()));
      seeds.computeIfAbsent("data.seed", key -> new TreeSet<>()).add(spec.seed());
      seeds.computeIfAbsent("init.seed", key -> new TreeSet<>()).add(one.init().seed());
      if (one.network().seed() != null) {
        seeds.computeIfAbsent("network.seed", key -> new TreeSet<>()).add(one.network().seed());
      }
    }
    Map<String, List<Long>> lists = new TreeMap<>();
    seeds.forEach((key, values) -> lists.put(key, List.copyOf(values)));
    return new SweepProvenance(List.copyOf(sets.values()), lists);
  }

  /**
   * Writes the file, or checks that the data are those of the call that wrote it.
   *
   * @throws UserInputException if they are not
   */
  void settle(Location sweepDirectory) throws IOException {
    Json.Fields known = fields(sweepDirectory);
    if (known == null) {
      Map<String, Object> fields =
          Provenance.circumstances(Build.current(), BlockKernels.description());
      fields.put("data", dataSets.stream().map(SweepProvenance::fields).toList());
      fields.put("seeds", seeds);
      sweepDirectory.resolve(RunFile.PROVENANCE.fileName()).replaceText(Json.render(fields));
      return;
    }
    List<DataSet> before = dataSets(known);
    for (int i = 0; i < dataSets.size(); i++) {
      DataSet now = dataSets.get(i);
      String digest = i < before.size() ? before.get(i).digest() : "none";
      if (!digest.equals(now.digest())) {
        throw new UserInputException(
            sweepDirectory
                + " was begun with other data: "
                + now.name()
                + " had SHA-256 "
                + shortened(digest)
                + " there and has "
                + shortened(now.digest())
                + " now; restore the data, or choose another directory with --out");
      }
    }
  }

  /** What was assumed about the data, one line for each that differs. */
  List<String> assumptions() {
    return dataSets.stream()
        .flatMap(set -> PreparedData.assumed(set.source(), set.notes()).stream())
        .distinct()
        .toList();
  }

  private static String shortened(String digest) {
    return digest.length() > SHOWN_DIGITS ? digest.substring(0, SHOWN_DIGITS) + "..." : digest;
  }

  private static Map<String, Object> fields(DataSet set) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("source", set.source());
    fields.put("seed", set.seed());
    fields.put("digest", set.digest());
    if (!set.notes().isEmpty()) {
      fields.put("dataNotes", set.notes());
    }
    return fields;
  }

  private static List<DataSet> dataSets(Json.Fields fields) throws IOException {
    List<DataSet> sets = new ArrayList<>();
    for (Json.Fields set : fields.objects("data")) {
      sets.add(
          new DataSet(
              set.text("source"),
              set.number("seed").longValue(),
              set.text("digest"),
              set.has("dataNotes") ? set.texts("dataNotes") : List.of()));
    }
    return sets;
  }

  /** Null where there is no file. */
  private static Json.Fields fields(Location sweepDirectory) throws IOException {
    Location file = RunFile.PROVENANCE.in(sweepDirectory);
    try {
      return Json.read(file);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /**
   * The provenance of a sweep as texts by name: the circumstances, the seeds by their keys, and the
   * digest of each data set by its name, with what was assumed about it. Empty where there is none.
   *
   * @throws IOException if it is damaged; the message names the file
   */
  public static Map<String, String> read(Location sweepDirectory) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    Json.Fields fields = fields(sweepDirectory);
    if (fields == null) {
      return texts;
    }
    fields
        .values()
        .forEach(
            (name, value) -> {
              if (value instanceof String || value instanceof Number) {
                texts.put(name, value.toString());
              }
            });
    for (Map.Entry<String, Object> seed : fields.object("seeds").values().entrySet()) {
      texts.put(seed.getKey(), joined(seed.getValue()));
    }
    for (DataSet set : dataSets(fields)) {
      texts.put("digest of " + set.name(), set.digest());
      if (!set.notes().isEmpty()) {
        texts.put("notes on " + set.name(), String.join("; ", set.notes()));
      }
    }
    return texts;
  }

  private static String joined(Object values) {
    return values instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : String.valueOf(values);
  }
}
