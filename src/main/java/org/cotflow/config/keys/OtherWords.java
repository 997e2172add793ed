package org.cotflow.config.keys;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What other programs call the keys of this one. */
public final class OtherWords {
  private static final Map<String, String> ADVICE = new HashMap<>();

  static {
    see("flow.step", "lr, learning-rate, step-size, eta, tau, alpha");
    see(
        "flow.steps",
        "epochs, num-epochs, n-epochs, max-epochs, iterations, max-iter, max-iters, max-steps,"
            + " num-steps, n-steps");
    see("flow.batch", "batch-size, batchsize, minibatch, mini-batch, minibatch-size");
    see("flow.method", "optimizer, optim, integrator, solver");
    see("flow.stop.patience", "early-stopping, early-stop");
    see("flow.train", "trainable, frozen, freeze");
    see("network.depth", "layers, num-layers, n-layers, layer-count, num-blocks, n-blocks");
    see(
        "network.width",
        "hidden, hidden-size, hidden-dim, hidden-units, units, neurons, channels, particles,"
            + " num-particles, n-particles");
    see("network.state-dim", "embedding-dim, embed-dim, d-model, latent-dim");
    see("network.activation", "act, activation-fn, nonlinearity, non-linearity, sigma");
    see("network.loss", "criterion, objective, loss-fn, loss-function");
    see("network.scale", "output-scale, scaling-factor");
    see("init.u.std", "init-std, init-scale, std");
    see("init.from", "pretrained, checkpoint, warm-start, load");
    see("init.seed", "seed, random-seed, random-state, rng");
    see("data.source", "dataset, file, path, data-path, train-file, input");
    see("data.target", "label, labels, y, target-column, outcome, response");
    see("data.features", "columns, inputs, x, predictors, feature-columns");
    see("data.scaling", "normalize, normalization, standardize, scaler");
    see("data.test-fraction", "test-size, test-split, holdout");
    see(
        "data.validation-fraction",
        "val-fraction, val-size, val-split, validation-split, validation-size");
    see("data.class-weights", "class-weight, sample-weight");
    see("engine.kind", "backend, device, accelerator");
    see("engine.threads", "threads, num-threads, n-jobs, workers, num-workers, cores");
    see("output.dir", "out, out-dir, output-dir, outdir, save-dir, log-dir, logdir");
    see("output.snapshot-every", "checkpoint-every, save-every, checkpoint-interval, save-freq");
    see("output.record-every", "log-every, log-interval, eval-every");
    none("momentum", "the flow has no momentum; flow.method chooses how it is integrated");
    none(
        "weight-decay, l2, regularization",
        "the flow has no weight decay; the risk is the loss alone");
    none("dropout, dropout-rate", "the networks have no dropout");
    none(
        "scheduler, lr-scheduler, lr-schedule, warmup",
        "the step is constant; flow.method = adaptive chooses each step");
    none("gpu, gpus, cuda", "there is no engine for GPUs; engine.kind is in-process or spark");
    none("dtype, precision", "all numbers are doubles");
  }

  private OtherWords() {}

  private static void see(String key, String words) {
    none(words, "see " + key);
  }

  private static void none(String words, String advice) {
    for (String word : words.split(", ")) {
      ADVICE.put(word, advice);
    }
  }

  /** What to do in place of setting such a key; null where its name has no known meaning. */
  public static String advice(String path) {
    String last = path.substring(path.lastIndexOf('.') + 1);
    return ADVICE.get(last.replace('_', '-').toLowerCase(Locale.ROOT));
  }
}
