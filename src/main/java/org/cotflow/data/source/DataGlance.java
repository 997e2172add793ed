package org.cotflow.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.ImpliedTask;
import org.cotflow.data.IndexColumn;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.ColumnKind;
import org.cotflow.data.column.RawFeatures;

/**
 * What a file of samples holds, seen before anything is said about it: its columns with their kinds
 * and gaps, and what probably is to be learned.
 *
 * @param source as in data.source
 * @param rows of the file
 * @param features all columns that are not the target
 * @param targets names of the columns that are taken for the target
 * @param why they are taken; null where the user names them
 * @param task that follows from the target
 * @param classes how many; 0 for a regression
 * @param missingTargets rows without a target
 * @param decimalComma whether the numbers have decimal commas
 * @param notes of the reader
 */
public record DataGlance(
    String source,
    int rows,
    List<Feature> features,
    List<String> targets,
    String why,
    DataSpec.Task task,
    int classes,
    int missingTargets,
    boolean decimalComma,
    List<String> notes) {
  /** What people call the column that is to be predicted. */
  private static final Set<String> TARGET_NAMES =
      Set.of("target", "label", "labels", "class", "y", "outcome", "response", "species");

  /**
   * A column that is not the target.
   *
   * @param missing rows without a value
   * @param different values there are
   * @param smallest of the values, as numbers
   * @param index whether it only numbers the rows
   */
  public record Feature(
      String name,
      ColumnKind kind,
      int missing,
      int different,
      double smallest,
      double largest,
      boolean index) {}

  /**
   * Reads a file with every gap and text that it has.
   *
   * @param file a path, known by its ending, or a source as in data.source
   * @param target the target column; null for the one that looks like it
   * @param spec how csv files are read; what it says of columns does not count
   * @throws UserInputException if the file cannot be read
   */
  public static DataGlance at(String file, String target, DataSpec spec) {
    String source = DataSources.named(file);
    DataSpec open = RecordCopy.with(spec, "source", source);
    open = RecordCopy.with(open, "missing", ByColumn.all("drop"));
    open = RecordCopy.with(open, "categories", ByColumn.all("one-hot"));
    open = RecordCopy.with(open, "indexColumn", IndexColumn.NONE);
    if (target != null) {
      return with(RecordCopy.with(open, "target", List.of(target)), null);
    }
    DataGlance last = with(open, "the last column");
    for (Feature feature : last.features) {
      if (source.contains(":")
          && !source.startsWith("npz:")
          && TARGET_NAMES.contains(feature.name.toLowerCase(Locale.ROOT))
          && !TARGET_NAMES.contains(last.targets.get(0).toLowerCase(Locale.ROOT))) {
        return with(RecordCopy.with(open, "target", List.of(feature.name)), "by its name");
      }
    }
    return last;
  }

  /** With decimal points; with commas where the file has those. */
  private static DataGlance with(DataSpec spec, String why) {
    try {
      return of(spec, why);
    } catch (UserInputException wrong) {
      DataSpec commas = RecordCopy.with(spec, "decimal", DataSpec.Decimal.COMMA);
      if (!wrong.getMessage().contains("data.decimal = comma")) {
        throw wrong;
      }
      return of(commas, why);
    }
  }

  private static DataGlance of(DataSpec spec, String why) {
    RawSamples samples = DataSources.raw(spec);
    RawTarget target = samples.target();
    RawFeatures table = samples.features();
    List<Feature> features = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      features.add(feature(samples, column));
    }
    int missing = 0;
    for (int row = 0; row < samples.count(); row++) {
      missing += target.isMissing(row) ? 1 : 0;
    }
    DataSpec.Task task = spec.task() == null ? ImpliedTask.of(target) : spec.task();
    return new DataGlance(
        spec.source(),
        samples.count(),
        features,
        target.names(),
        why,
        task,
        task == DataSpec.Task.CLASSIFICATION ? different(target) : 0,
        missing,
        spec.decimal() == DataSpec.Decimal.COMMA,
        samples.notes());
  }

  private static Feature feature(RawSamples samples, int column) {
    RawFeatures table = samples.features();
    TreeSet<Double> values = new TreeSet<>();
    int missing = 0;
    for (int row = 0; row < table.count(); row++) {
      if (table.isMissing(row, column)) {
        missing++;
      } else {
        values.add(table.values()[row * table.columns().size() + column]);
      }
    }
    return new Feature(
        table.columns().get(column).name(),
        table.columns().get(column).kind(),
        missing,
        values.size(),
        values.isEmpty() ? Double.NaN : values.first(),
        values.isEmpty() ? Double.NaN : values.last(),
        IndexColumn.isOne(samples, column));
  }

  private static int different(RawTarget target) {
    Set<Object> values = new TreeSet<>();
    if (target instanceof RawTarget.Texts texts) {
      Arrays.stream(texts.values()).filter(text -> text != null).forEach(values::add);
    } else if (target instanceof RawTarget.Numbers numbers) {
      Arrays.stream(numbers.values()).filter(number -> !Double.isNaN(number)).forEach(values::add);
    }
    return values.size();
  }
}
