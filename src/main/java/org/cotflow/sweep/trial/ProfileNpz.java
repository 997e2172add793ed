package org.cotflow.sweep.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.cotflow.base.Location;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzReader;
import org.cotflow.format.NpzWriter;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;

/**
 * References as .npz files. For the i-th profile
 *
 * <pre>
 *   about_i        step, depth, stateDim, risk, particle sizes that layers cycle through
 *   predictions_i  N x d_out numbers
 *   layers_i, states_i[layers, N x d]
 *   widths_i, particles_i   layer by layer, where they are kept
 * </pre>
 *
 * and {@code result}, the text of the run.
 */
public final class ProfileNpz {
  private static final String RESULT = "result";

  private ProfileNpz() {}

  /** What stands in a file. */
  public record Contents(String text, List<Profile> profiles) {}

  public static void write(Location file, String text, List<Profile> profiles) throws IOException {
    try (NpzWriter npz = NpzWriter.create(file)) {
      npz.writeText(RESULT, text);
      for (int i = 0; i < profiles.size(); i++) {
        write(npz, profiles.get(i), i);
      }
    }
  }

  private static void write(NpzWriter npz, Profile profile, int i) throws IOException {
    DoubleStream about =
        DoubleStream.of(profile.step(), profile.depth(), profile.stateDim(), profile.risk());
    DoubleStream sizes = profile.particleSizes().values().stream().mapToDouble(size -> size);
    npz.write("about_" + i, NpyArray.vector(DoubleStream.concat(about, sizes).toArray()));
    npz.write("predictions_" + i, NpyArray.vector(profile.predictions()));
    npz.write(
        "layers_" + i, NpyArray.vector(Arrays.stream(profile.layers()).asDoubleStream().toArray()));
    writeRows(npz, "states_" + i, profile.states());
    if (profile.particles() != null) {
      double[] lengths =
          Arrays.stream(profile.particles()).mapToDouble(layer -> layer.length).toArray();
      npz.write("widths_" + i, NpyArray.vector(lengths));
      writeRows(npz, "particles_" + i, profile.particles());
    }
  }

  private static void writeRows(NpzWriter npz, String name, double[][] rows) throws IOException {
    npz.begin(name, Arrays.stream(rows).mapToLong(row -> row.length).sum());
    for (double[] row : rows) {
      npz.append(row, 0, row.length);
    }
  }

  public static Contents read(Location file) throws IOException {
    NpzReader.Contents contents = NpzReader.read(file);
    List<String> text = contents.texts().get(RESULT);
    if (text == null || text.size() != 1) {
      throw new IOException("it has no text " + RESULT);
    }
    List<Profile> profiles = new ArrayList<>();
    while (contents.numbers().containsKey("about_" + profiles.size())) {
      profiles.add(profile(contents.numbers(), profiles.size()));
    }
    return new Contents(text.get(0), profiles);
  }

  private static Profile profile(Map<String, NpyArray> arrays, int i) {
    double[] about = arrays.get("about_" + i).values();
    double[] predictions = arrays.get("predictions_" + i).values();
    int[] layers =
        Arrays.stream(arrays.get("layers_" + i).values()).mapToInt(layer -> (int) layer).toArray();
    double[] states = arrays.get("states_" + i).values();
    double[] lengths = new double[layers.length];
    Arrays.fill(lengths, layers.length == 0 ? 0 : states.length / layers.length);
    double[][] particles = null;
    if (arrays.containsKey("particles_" + i)) {
      particles = cut(arrays.get("particles_" + i).values(), arrays.get("widths_" + i).values());
    }
    return new Profile(
        (int) about[0],
        (int) about[1],
        (int) about[2],
        particleSizes(about),
        about[3],
        predictions,
        layers,
        cut(states, lengths),
        particles);
  }

  /** Files without them are of neurons. */
  private static LayerCycle<Integer> particleSizes(double[] about) {
    return about.length == 4
        ? LayerCycle.everywhere(Neuron.size((int) about[2]))
        : new LayerCycle<>(
            Arrays.stream(about).skip(4).mapToObj(size -> (Integer) (int) size).toList());
  }

  private static double[][] cut(double[] numbers, double[] lengths) {
    double[][] rows = new double[lengths.length][];
    int at = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(numbers, at, at + (int) lengths[i]);
      at += rows[i].length;
    }
    return rows;
  }
}
