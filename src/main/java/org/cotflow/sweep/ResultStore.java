package org.cotflow.sweep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.cotflow.base.Keyword;
import org.cotflow.base.Location;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.format.Json;
import org.cotflow.sweep.grid.TrialColumns;
import org.cotflow.sweep.trial.Profile;
import org.cotflow.sweep.trial.ProfileNpz;
import org.cotflow.sweep.trial.StepResult;
import org.cotflow.sweep.trial.TrialResult;

/**
 * One small file for each finished run, put in place as a whole: what is there is finished, and is
 * not done again. Numbers read back to the same bits. A file that cannot be read, as a broken disk
 * may leave it, counts as not there.
 *
 * <pre>
 *   results/run=00012.json       a run
 *   results/reference=00000.npz  a reference: what is compared with it, and its run as text
 * </pre>
 */
final class ResultStore {
  private final Location directory;
  private final Consumer<String> notices;

  /**
   * @param notices told of files that cannot be read
   */
  ResultStore(Location sweepDirectory, Consumer<String> notices) {
    this.directory = sweepDirectory.resolve(SweepFiles.RESULTS);
    this.notices = notices;
  }

  private Location file(int run) {
    return directory.resolve(String.format(Locale.ROOT, "run=%05d.json", run));
  }

  private Location referenceFile(int reference) {
    return directory.resolve(String.format(Locale.ROOT, "reference=%05d.npz", reference));
  }

  void write(int run, TrialResult result) throws IOException {
    file(run).replaceText(text(result));
  }

  /** The result of a run; null where it is not finished. */
  TrialResult read(int run) throws IOException {
    Location file = file(run);
    try {
      return parse(file.readText(), List.of());
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException | RuntimeException damaged) {
      return notThere("run " + run, file, damaged);
    }
  }

  private TrialResult notThere(String what, Location file, Exception damaged) {
    String why = ConfigComplaint.oneLine(String.valueOf(damaged.getMessage()), 200);
    notices.accept(what + " is done again: its result cannot be read from " + file + ": " + why);
    return null;
  }

  void writeReference(int reference, TrialResult result) throws IOException {
    Location file = referenceFile(reference);
    Location beside = directory.resolve("." + file.name() + ".tmp");
    ProfileNpz.write(beside, text(result), result.profiles());
    beside.force();
    beside.renameTo(file);
  }

  /** The result of a reference; null where it is not finished. */
  TrialResult readReference(int reference) throws IOException {
    Location file = referenceFile(reference);
    if (!file.exists()) {
      return null;
    }
    try {
      ProfileNpz.Contents contents = ProfileNpz.read(file);
      return parse(contents.text(), contents.profiles());
    } catch (IOException | RuntimeException damaged) {
      return notThere("reference " + reference, file, damaged);
    }
  }

  private static String text(TrialResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", Keyword.of(result.status()));
    fields.put("reason", result.reason());
    fields.put("stateDim", result.stateDim());
    fields.put("seconds", result.seconds());
    fields.put("secondsPerStep", result.secondsPerStep());
    fields.put("steps", result.steps().stream().map(ResultStore::fields).toList());
    return Json.render(fields);
  }

  private static Map<String, Object> fields(StepResult step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", step.step());
    for (String column : TrialColumns.NUMBERS) {
      fields.put(column, step.number(column));
    }
    fields.put("measure_digest", step.measureDigest());
    if (step.predictions() != null) {
      fields.put("predictions", encoded(step.predictions()));
    }
    return fields;
  }

  private static TrialResult parse(String text, List<Profile> profiles) throws IOException {
    Json.Fields fields = Json.parse(text);
    List<StepResult> steps = new ArrayList<>();
    for (Json.Fields step : fields.objects("steps")) {
      steps.add(step(step));
    }
    return new TrialResult(
        Keyword.read(TrialResult.Status.class, fields.text("status")),
        fields.text("reason"),
        fields.number("stateDim").intValue(),
        fields.number("seconds").doubleValue(),
        fields.numberOrNull("secondsPerStep"),
        steps,
        profiles);
  }

  private static StepResult step(Json.Fields fields) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String column : TrialColumns.NUMBERS) {
      numbers.put(column, fields.numberOrNull(column));
    }
    return new StepResult(
        fields.number("step").intValue(),
        numbers,
        fields.textOrNull("measure_digest"),
        fields.has("predictions") ? decoded(fields.text("predictions")) : null);
  }

  private static String encoded(double[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
    bytes.asDoubleBuffer().put(numbers);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static double[] decoded(String text) {
    double[] numbers = new double[text.length() / 4 * 3 / Double.BYTES];
    ByteBuffer.wrap(Base64.getDecoder().decode(text)).asDoubleBuffer().get(numbers);
    return numbers;
  }
}
