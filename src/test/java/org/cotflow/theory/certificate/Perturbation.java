package org.cotflow.theory.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.theory.HeldNetwork;

/**
 * Measures around a measure, by moves of its particles. A move is a vector in the units of the
 * metric, one number per coordinate of a particle, particles in order: a coordinate goes by
 * sqrt(multiplier) times its number, and the squared radius is the mean over layers and particles
 * of the squared numbers.
 */
public record Perturbation(HeldMeasure start, PartMultipliers multipliers) {

  /** Numbers of a move. */
  public int size() {
    return (int) start.shape().particleCount() * (2 * start.shape().stateDim() + 1);
  }

  private double multiplier(int coordinate) {
    int d = start.shape().stateDim();
    return coordinate < d
        ? multipliers.of(Neuron.U)
        : coordinate < 2 * d ? multipliers.of(Neuron.W) : multipliers.of(Neuron.B);
  }

  /** Leaves out what is frozen. */
  public double[] project(double[] move) {
    int p = 2 * start.shape().stateDim() + 1;
    double[] free = move.clone();
    for (int i = 0; i < free.length; i++) {
      free[i] = multiplier(i % p) > 0 ? free[i] : 0;
    }
    return free;
  }

  public double radius(double[] move) {
    int p = 2 * start.shape().stateDim() + 1;
    double mean = 0;
    int at = 0;
    for (int width : start.shape().widths()) {
      double sum = 0;
      for (int i = 0; i < width * p; i++, at++) {
        sum += move[at] * move[at];
      }
      mean += sum / width / start.shape().layerCount();
    }
    return Math.sqrt(mean);
  }

  /** The move scaled to a radius. */
  public double[] to(double radius, double[] move) {
    double factor = radius / radius(move);
    double[] scaled = move.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  public HeldMeasure moved(double[] move) {
    List<ParticleBlock> blocks = new ArrayList<>();
    int p = 2 * start.shape().stateDim() + 1;
    int at = 0;
    for (ParticleBlock block : start.blocks()) {
      ParticleBlock copy = block.copy();
      for (int m = 0; m < copy.count(); m++) {
        for (int j = 0; j < p; j++) {
          copy.values()[copy.index(m, j)] += Math.sqrt(multiplier(j)) * move[at++];
        }
      }
      blocks.add(copy);
    }
    return new HeldMeasure(start.shape(), blocks);
  }

  /**
   * A random move of radius 1: of all layers or of one alone, of all blocks or of one or two, of
   * every particle its own way or of all the same way.
   */
  public double[] draw(SplittableRandom random) {
    int d = start.shape().stateDim();
    int p = 2 * d + 1;
    int layers = start.shape().layerCount();
    int only = random.nextBoolean() ? random.nextInt(layers) : -1;
    int blocks = random.nextInt(1, 4);
    boolean together = random.nextBoolean();
    double[] shared = new double[p];
    double[] move = new double[size()];
    int at = 0;
    for (int k = 0; k < layers; k++) {
      for (int m = 0; m < start.shape().width(k); m++) {
        for (int j = 0; j < p; j++, at++) {
          shared[j] = together && m > 0 ? shared[j] : random.nextGaussian();
          boolean in = (j < d ? blocks & 1 : blocks & 2) != 0;
          move[at] = in && (only < 0 || only == k) ? shared[j] : 0;
        }
      }
    }
    double[] free = project(move);
    return radius(free) > 0 ? to(1, free) : draw(random);
  }

  /** The same measure with every particle three times. */
  public static HeldMeasure tripled(HeldMeasure measure) {
    int d = measure.shape().stateDim();
    int[] widths = Arrays.stream(measure.shape().widths()).map(width -> 3 * width).toArray();
    HeldMeasure tripled = HeldNetwork.zeros(d, widths);
    for (ParticleBlock to : tripled.blocks()) {
      for (int m = 0; m < to.count(); m++) {
        int original = (to.first() + m) / 3;
        for (ParticleBlock from : measure.blocks()) {
          int at = original - from.first();
          if (from.layer() == to.layer() && at >= 0 && at < from.count()) {
            for (int j = 0; j < 2 * d + 1; j++) {
              to.values()[to.index(m, j)] = from.values()[from.index(at, j)];
            }
          }
        }
      }
    }
    return tripled;
  }

  /** The same move with (w, b) by no more than {@code most}, root mean square over layers. */
  public double[] inputsWithin(double most, double[] move) {
    int p = 2 * start.shape().stateDim() + 1;
    double[] inputs = move.clone();
    for (int i = 0; i < move.length; i++) {
      inputs[i] = i % p < start.shape().stateDim() ? 0 : move[i];
    }
    double factor = Math.min(1, most / (radius(inputs) + 1e-300));
    double[] within = move.clone();
    for (int i = 0; i < move.length; i++) {
      within[i] *= inputs[i] == 0 ? 1 : factor;
    }
    return within;
  }
}
