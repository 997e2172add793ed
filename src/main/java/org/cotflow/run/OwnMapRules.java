package org.cotflow.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.Samples;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.kernel.map.MapKind;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.kernel.map.check.MapCheck;
import org.cotflow.measure.InitSpec;
import org.cotflow.measure.InitialLaw;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Network;

/** What is asked of maps of the user's own before anything is computed with it. */
final class OwnMapRules {
  private static final int EXAMPLES = 3;

  private OwnMapRules() {}

  /**
   * Checks maps of the user's own: their jar, the keys that name their parts, and each map itself
   * on three drawn particles and the first rows. Other maps pass.
   *
   * @throws UserInputException naming what does not fit
   */
  static void require(Experiment wanted, Network network, Samples rows) {
    List<MapSpec> own =
        network.maps().values().stream().filter(map -> map.kind() == MapKind.OWN).toList();
    if (own.isEmpty()) {
      return;
    }
    requireJar(wanted, network);
    requireParts(wanted, network);
    int d = network.stateDim();
    for (MapSpec map : own) {
      map.layout(d).parts().forEach(part -> requireLaw(wanted, part));
      String wrong =
          MapCheck.complaint(map.map(d), examples(wanted.init(), network, map.layout(d), rows));
      if (wrong != null) {
        throw new UserInputException("network.map = " + map.name() + ": " + wrong);
      }
    }
  }

  private static void requireJar(Experiment wanted, Network network) {
    String digest = MapSpec.digest(network.maps());
    String given = wanted.network().mapDigest();
    if (given != null && !given.equals(digest)) {
      throw new UserInputException(
          "network.map-digest is %s, but the jar of %s has %s; give the jar that the run began with"
              .formatted(given, network.maps().map(MapSpec::name), digest));
    }
  }

  private static void requireParts(Experiment wanted, Network network) {
    List<String> parts = ParticleLayout.names(network.layouts());
    ConfigKeys.ofParts(wanted).forEach((path, part) -> require(parts, part, path));
    if (wanted.flow().train() != null) {
      wanted.flow().train().forEach(part -> require(parts, part, "flow.train"));
    }
  }

  /** Refuses a default that would take the place of the map's own standard deviation unseen. */
  private static void requireLaw(Experiment wanted, Part part) {
    String key = "init." + part.name() + ".std";
    if (!ConfigKeys.paths().contains(key)) {
      return;
    }
    Double usual = ConfigKeys.number(key, ExperimentConfig.defaults());
    if (usual.equals(ConfigKeys.number(key, wanted)) && usual != part.std()) {
      throw new UserInputException(
          ("%s is %s unless set, but the map's own for its part %s is %s; set auto for the map's own,"
                  + " or give the part another name")
              .formatted(key, usual, part.name(), part.std()));
    }
  }

  private static void require(List<String> parts, String part, String key) {
    if (!parts.contains(part)) {
      throw new UserInputException(
          "%s: the particles have no part %s; their parts are %s"
              .formatted(key, part, String.join(", ", parts)));
    }
  }

  /** Particles as they are drawn, but no part is 0. */
  private static List<MapCheck.Example> examples(
      InitSpec init, Network network, ParticleLayout layout, Samples rows) {
    ParticleBlock block =
        new InitialLaw(init.withFrom(null).moving(layout), true)
            .blocks(new MeasureShape(layout, new int[] {EXAMPLES}, EXAMPLES), 0, 1)
            .next();
    int inputs = rows.inputDim();
    List<MapCheck.Example> examples = new ArrayList<>();
    for (int m = 0; m < EXAMPLES; m++) {
      int row = m % rows.count();
      double[] omega = new double[layout.size()];
      block.copyParticle(m, omega, 0);
      double[] features = Arrays.copyOfRange(rows.features(), row * inputs, (row + 1) * inputs);
      double[] q = new double[layout.stateDim()];
      for (int j = 0; j < q.length; j++) {
        q[j] = StrictMath.cos(1 + m + 0.7 * j);
      }
      examples.add(new MapCheck.Example(omega, network.embed(features), q));
    }
    return examples;
  }
}
