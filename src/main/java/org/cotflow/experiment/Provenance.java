package org.cotflow.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.base.Build;
import org.cotflow.base.Location;

/**
 * Where a run's numbers come from, as in provenance.json. Java, operating system and kernels are
 * kept although results do not depend on them: when they once seem to, this says where to look.
 *
 * @param build which Cotflow
 * @param dataDigest SHA-256 of the data as the run used it
 * @param seeds by configuration key
 * @param kernel which block kernels run, and why
 */
public record Provenance(Build build, String dataDigest, Map<String, Long> seeds, String kernel) {
  static final String NAME = "provenance.json";

  public Provenance {
    seeds = new TreeMap<>(seeds);
  }

  void write(Location runDirectory) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", build.version());
    fields.put("commit", build.commit());
    fields.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    fields.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    fields.put("architecture", System.getProperty("os.arch"));
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    fields.put("kernel", kernel);
    fields.put("dataDigest", dataDigest);
    fields.put("seeds", seeds);
    runDirectory.resolve(NAME).replace(Json.render(fields).getBytes(StandardCharsets.UTF_8));
  }
}
