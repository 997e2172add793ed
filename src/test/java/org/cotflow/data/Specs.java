package org.cotflow.data;

import java.util.List;
import org.cotflow.base.RecordCopy;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.UnseenCategory;

/** Specifications for tests: the defaults of the configuration, and changes to them. */
public final class Specs {
  private static final List<String> WORDS = List.of("NA", "N/A", "NaN", "null");

  /** All samples of a source are for training. */
  private static final DataSpec WHOLE =
      new DataSpec(
          "digits",
          List.of(),
          List.of(),
          null,
          DataSpec.Scaling.NONE,
          false,
          DataSpec.TargetScaling.NONE,
          0.0,
          0,
          ClassWeights.NONE,
          null,
          0,
          2,
          2,
          16,
          0.1,
          "UTF-8",
          "auto",
          DataSpec.Decimal.POINT,
          null,
          null,
          ByColumn.all("error"),
          WORDS,
          ByColumn.all("error"),
          UnseenCategory.ERROR);

  private Specs() {}

  /**
   * Another specification.
   *
   * @param changes names of components, each followed by its value
   */
  private static DataSpec with(DataSpec spec, Object... changes) {
    DataSpec changed = spec;
    for (int i = 0; i < changes.length; i += 2) {
      changed = RecordCopy.with(changed, (String) changes[i], changes[i + 1]);
    }
    return changed;
  }

  private static DataSpec whole(String source, Object... changes) {
    return with(with(WHOLE, "source", source), changes);
  }

  public static DataSpec columns(
      String source,
      ByColumn missing,
      ByColumn categories,
      UnseenCategory unseen,
      double testFraction) {
    return whole(
        source,
        "task",
        DataSpec.Task.REGRESSION,
        "testFraction",
        testFraction,
        "missing",
        missing,
        "categories",
        categories,
        "unseen",
        unseen);
  }

  public static DataSpec of(String source) {
    return whole(source, "testFraction", 0.2);
  }

  public static DataSpec task(String source, DataSpec.Task task) {
    return with(of(source), "task", task);
  }

  public static DataSpec columns(String source, List<String> target, List<String> features) {
    return whole(source, "target", target, "features", features);
  }

  public static DataSpec split(String source, double testFraction, long seed) {
    return whole(source, "testFraction", testFraction, "seed", seed);
  }

  /** Prompts of {@code examples} examples of linear functions of {@code dim} numbers. */
  public static DataSpec prompts(int samples, int examples, int dim, double noise) {
    return whole(
        "in-context", "samples", samples, "examples", examples, "inputDim", dim, "noise", noise);
  }

  public static DataSpec scaled(String source, DataSpec.Scaling scaling, boolean center) {
    DataSpec.TargetScaling targets =
        scaling == DataSpec.Scaling.STANDARD
            ? DataSpec.TargetScaling.STANDARD
            : DataSpec.TargetScaling.NONE;
    return with(of(source), "scaling", scaling, "center", center, "targetScaling", targets);
  }

  /** The same with a validation part and class weights. */
  public static DataSpec parts(DataSpec spec, double validationFraction, ByColumn classWeights) {
    return with(spec, "validationFraction", validationFraction, "classWeights", classWeights);
  }

  public static DataSpec generated(
      String source, Integer samples, long seed, int in, int out, double noise) {
    return whole(
        source, "samples", samples, "seed", seed, "inputDim", in, "outputDim", out, "noise", noise);
  }

  public static DataSpec scaled(DataSpec spec, DataSpec.Scaling scaling) {
    return with(spec, "scaling", scaling);
  }

  public static DataSpec encoded(String source, String encoding) {
    return whole(source, "encoding", encoding);
  }

  public static DataSpec table(String source, Boolean header, String indexColumn) {
    return whole(source, "header", header, "indexColumn", indexColumn);
  }

  public static DataSpec written(String source, String separator, DataSpec.Decimal decimal) {
    return whole(source, "separator", separator, "decimal", decimal);
  }
}
