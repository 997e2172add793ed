package org.cotflow.data;

import java.util.List;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.UnseenCategory;

/** Specifications for tests: the defaults of the configuration, and changes to them. */
final class Specs {
  private static final List<String> WORDS = List.of("NA", "N/A", "NaN", "null");

  private Specs() {}

  static DataSpec columns(
      String source,
      ByColumn missing,
      ByColumn categories,
      UnseenCategory unseen,
      double testFraction) {
    return new DataSpec(
        source,
        List.of(),
        List.of(),
        DataSpec.Task.REGRESSION,
        DataSpec.Scaling.NONE,
        false,
        DataSpec.TargetScaling.NONE,
        testFraction,
        0.0,
        List.of(),
        null,
        0,
        2,
        2,
        0.1,
        "UTF-8",
        "auto",
        DataSpec.Decimal.POINT,
        null,
        null,
        missing,
        WORDS,
        categories,
        unseen);
  }

  static DataSpec of(String source) {
    return spec(source, List.of(), List.of(), null, DataSpec.Scaling.NONE, false, 0.2, 0);
  }

  static DataSpec task(String source, DataSpec.Task task) {
    return spec(source, List.of(), List.of(), task, DataSpec.Scaling.NONE, false, 0.2, 0);
  }

  static DataSpec columns(String source, List<String> target, List<String> features) {
    return spec(source, target, features, null, DataSpec.Scaling.NONE, false, 0.0, 0);
  }

  static DataSpec split(String source, double testFraction, long seed) {
    return spec(
        source, List.of(), List.of(), null, DataSpec.Scaling.NONE, false, testFraction, seed);
  }

  static DataSpec scaled(String source, DataSpec.Scaling scaling, boolean center) {
    return spec(source, List.of(), List.of(), null, scaling, center, 0.2, 0);
  }

  private static DataSpec spec(
      String source,
      List<String> target,
      List<String> features,
      DataSpec.Task task,
      DataSpec.Scaling scaling,
      boolean center,
      double testFraction,
      long seed) {
    DataSpec.TargetScaling targets =
        scaling == DataSpec.Scaling.STANDARD
            ? DataSpec.TargetScaling.STANDARD
            : DataSpec.TargetScaling.NONE;
    return new DataSpec(
        source,
        target,
        features,
        task,
        scaling,
        center,
        targets,
        testFraction,
        0,
        List.of(),
        null,
        seed,
        2,
        2,
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
  }

  /** The same with a validation part and class weights. */
  static DataSpec parts(DataSpec spec, double validationFraction, List<String> classWeights) {
    return new DataSpec(
        spec.source(),
        spec.target(),
        spec.features(),
        spec.task(),
        spec.scaling(),
        spec.center(),
        spec.targetScaling(),
        spec.testFraction(),
        validationFraction,
        classWeights,
        spec.samples(),
        spec.seed(),
        spec.inputDim(),
        spec.outputDim(),
        spec.noise(),
        spec.encoding(),
        spec.separator(),
        spec.decimal(),
        spec.header(),
        spec.indexColumn(),
        spec.missing(),
        spec.missingWords(),
        spec.categories(),
        spec.unseen());
  }

  static DataSpec generated(
      String source, Integer samples, long seed, int in, int out, double noise) {
    return new DataSpec(
        source,
        List.of(),
        List.of(),
        null,
        DataSpec.Scaling.NONE,
        false,
        DataSpec.TargetScaling.NONE,
        0.0,
        0,
        List.of(),
        samples,
        seed,
        in,
        out,
        noise,
        "UTF-8",
        "auto",
        DataSpec.Decimal.POINT,
        null,
        null,
        ByColumn.all("error"),
        WORDS,
        ByColumn.all("error"),
        UnseenCategory.ERROR);
  }

  static DataSpec scaled(DataSpec spec, DataSpec.Scaling scaling) {
    return new DataSpec(
        spec.source(),
        spec.target(),
        spec.features(),
        spec.task(),
        scaling,
        spec.center(),
        spec.targetScaling(),
        spec.testFraction(),
        spec.validationFraction(),
        spec.classWeights(),
        spec.samples(),
        spec.seed(),
        spec.inputDim(),
        spec.outputDim(),
        spec.noise(),
        spec.encoding(),
        spec.separator(),
        spec.decimal(),
        spec.header(),
        spec.indexColumn(),
        spec.missing(),
        spec.missingWords(),
        spec.categories(),
        spec.unseen());
  }

  static DataSpec encoded(String source, String encoding) {
    return new DataSpec(
        source,
        List.of(),
        List.of(),
        null,
        DataSpec.Scaling.NONE,
        false,
        DataSpec.TargetScaling.NONE,
        0.0,
        0,
        List.of(),
        null,
        0,
        2,
        2,
        0.1,
        encoding,
        "auto",
        DataSpec.Decimal.POINT,
        null,
        null,
        ByColumn.all("error"),
        WORDS,
        ByColumn.all("error"),
        UnseenCategory.ERROR);
  }

  static DataSpec table(String source, Boolean header, String indexColumn) {
    return new DataSpec(
        source,
        List.of(),
        List.of(),
        null,
        DataSpec.Scaling.NONE,
        false,
        DataSpec.TargetScaling.NONE,
        0.0,
        0,
        List.of(),
        null,
        0,
        2,
        2,
        0.1,
        "UTF-8",
        "auto",
        DataSpec.Decimal.POINT,
        header,
        indexColumn,
        ByColumn.all("error"),
        WORDS,
        ByColumn.all("error"),
        UnseenCategory.ERROR);
  }

  /** How the text of a csv file is written. */
  static DataSpec written(String source, String separator, DataSpec.Decimal decimal) {
    return new DataSpec(
        source,
        List.of(),
        List.of(),
        null,
        DataSpec.Scaling.NONE,
        false,
        DataSpec.TargetScaling.NONE,
        0.0,
        0,
        List.of(),
        null,
        0,
        2,
        2,
        0.1,
        "UTF-8",
        separator,
        decimal,
        null,
        null,
        ByColumn.all("error"),
        WORDS,
        ByColumn.all("error"),
        UnseenCategory.ERROR);
  }
}
