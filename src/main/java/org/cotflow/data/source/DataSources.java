package org.cotflow.data.source;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cotflow.base.Locations;
import org.cotflow.base.NearestName;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataPart;
import org.cotflow.data.DataSpec;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.LabeledRows;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.Preparation;
import org.cotflow.data.PreparedData;
import org.cotflow.data.RawSamples;
import org.cotflow.data.column.FeatureEncoding;

/**
 * Reads the samples that a specification names, and prepares them for the network.
 *
 * <pre>
 *   digits        8 x 8 images of handwritten digits   1797 x 64, 10 classes
 *   diabetes      disease progression after a year      442 x 10, regression
 *   moons         two interleaved half circles          {@code samples} (500) x 2, 2 classes
 *   gaussian      pure noise                            {@code samples} (200) x input-dim, regression
 *   in-context    linear regression from examples      {@code samples} (1000), regression
 *   csv:PATH      separated cells: a file, a directory of parts or a pattern
 *   npz:PATH      arrays X and Y, optionally X_test and Y_test
 *   parquet:PATH  a Parquet file, a directory of part files or a pattern
 * </pre>
 *
 * <p>PATH is anything {@link Locations} knows. The target of csv, parquet and built-in files is the
 * last column unless the specification names others. A task that is not given is classification if
 * the labels are text, for moons, and for a one-dimensional Y of integers in npz; for csv, parquet
 * and digits also if a single target column holds at most 20 distinct integers with at least two
 * samples each on average; otherwise regression. Dates, and integers of npz that hardly repeat, are
 * refused until the task is set.
 */
public final class DataSources {
  private DataSources() {}

  /**
   * Samples, split by seed into a training and a test part, and scaled by the statistics of the
   * training part; classes one-hot in sorted order, numbers by value.
   *
   * @throws UserInputException if the specification, or what it names, is wrong
   */
  public static PreparedData prepare(DataSpec spec) {
    check(spec);
    SampleSource source = source(spec.source());
    DataSpec complete = complete(spec);
    return Preparation.of(source.samples(complete), complete);
  }

  /**
   * The samples of a part in raw units, as {@link #prepare} splits them.
   *
   * @param digest of the data when they were split; null if it is not known
   * @throws UserInputException if the specification is wrong, the part has no samples, or the data
   *     have changed
   */
  public static LabeledRows part(DataSpec spec, DataPart part, String digest) {
    check(spec);
    DataSpec complete = complete(spec);
    return LabeledRows.of(source(spec.source()).samples(complete), complete, part, digest);
  }

  /**
   * The rows of a file for a trained network: columns are matched by name where the file has names
   * (further columns are ignored), by position otherwise.
   *
   * @param source as data.source; a bare path is known by its ending .csv, .npz or .parquet
   * @return with the truth if the file has it
   * @throws UserInputException if the file cannot be read, lacks a column, has a gap or a category
   *     that the network does not take, or its truth has a class that the network does not know
   */
  public static LabeledRows labeled(String source, NetworkColumns columns) {
    RawSamples all = reader(source).rows(columns);
    FeatureEncoding encoding = columns.encoding();
    encoding.requireKinds(all.features(), source);
    int[] kept = encoding.keptRows(all.features());
    RawSamples raw = kept.length == all.count() ? all : all.only(kept);
    List<String> notes = new ArrayList<>();
    if (kept.length < all.count()) {
      notes.add(FeatureEncoding.dropNote(all.count() - kept.length, all.count()));
    }
    notes.addAll(encoding.changeNotes(raw.features()));
    notes.addAll(raw.notes());
    int[] rows = IntStream.range(0, kept.length).toArray();
    double[] inputs = encoding.inputs(raw.features(), rows);
    return new LabeledRows(
        null, kept, new FeatureRows(kept.length, inputs, notes), columns.targets(raw));
  }

  /** The features alone, without the truth; {@code reading} is null if it is not known. */
  public static FeatureRows featuresOnly(
      String source, FeatureEncoding encoding, DataSpec reading) {
    return labeled(source, NetworkColumns.featuresOnly(encoding, reading)).features();
  }

  /** Columns of numbers without gaps, where it is not known how the training data were read. */
  public static FeatureRows featuresOnly(String source, List<String> featureNames) {
    return featuresOnly(source, FeatureEncoding.plain(featureNames), null);
  }

  /** All samples of a source as it holds them. */
  static RawSamples raw(DataSpec spec) {
    check(spec);
    return source(spec.source()).samples(complete(spec));
  }

  /** The reader of a file that is given as data.source or by its ending. */
  private static SampleSource reader(String source) {
    return source(named(source));
  }

  /**
   * A source as in data.source, of a file that is given so or by its ending.
   *
   * @throws UserInputException if the ending is not known
   */
  static String named(String source) {
    if (DataSpec.sourceWords().stream().anyMatch(word -> begins(source, word))) {
      return source;
    }
    String name = source.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|bz2)$", "");
    for (String kind : List.of("csv", "tsv", "npz", "parquet")) {
      if (name.endsWith("." + kind)) {
        return kind.replace("tsv", "csv") + ":" + source;
      }
    }
    throw new UserInputException(
        source + " is of unknown kind: write csv:PATH, npz:PATH or parquet:PATH");
  }

  private static boolean begins(String source, String word) {
    return word.endsWith(":") ? source.startsWith(word) : source.equals(word);
  }

  private static SampleSource source(String source) {
    int colon = source.indexOf(':');
    String path = source.substring(colon + 1);
    return switch (source.substring(0, colon + 1)) {
      case "csv:" -> CsvSource.of(path);
      case "npz:" -> new NpzSource(Locations.of(path));
      case "parquet:" -> new ParquetSource(path);
      default ->
          switch (source) {
            case "digits", "diabetes" -> CsvSource.builtIn(source);
            case "given" ->
                throw new UserInputException(
                    "data.source = given: a program gave these samples, and they are not stored;"
                        + " name a file with them, by --data or data.source");
            default -> GeneratedSource.named(source).orElseThrow(() -> unknown(source));
          };
    };
  }

  private static UserInputException unknown(String source) {
    return new UserInputException(
        "data.source = %s is unknown; the nearest is %s (known: %s)"
            .formatted(
                source,
                NearestName.of(source, DataSpec.sourceWords()).orElseThrow(),
                DataSpec.KNOWN_SOURCES));
  }

  /**
   * The task that the user names, or that of a built-in source if the user names no target either;
   * null where the samples decide.
   */
  public static DataSpec.Task task(DataSpec spec) {
    if (spec.task() != null || !spec.target().isEmpty()) {
      return spec.task();
    }
    return switch (spec.source()) {
      case "digits" -> DataSpec.Task.CLASSIFICATION;
      case "diabetes" -> DataSpec.Task.REGRESSION;
      default -> GeneratedSource.named(spec.source()).map(GeneratedSource::task).orElse(null);
    };
  }

  private static DataSpec complete(DataSpec spec) {
    DataSpec.Task task = task(spec);
    return task == spec.task() ? spec : RecordCopy.with(spec, "task", task);
  }

  private static void check(DataSpec spec) {
    require(
        spec.testFraction() >= 0.0 && spec.testFraction() < 1.0,
        "data.test-fraction = " + spec.testFraction() + " must be at least 0 and less than 1");
    require(
        spec.validationFraction() >= 0.0 && spec.validationFraction() < 1.0,
        "data.validation-fraction = "
            + spec.validationFraction()
            + " must be at least 0 and less than 1");
    require(
        spec.samples() == null || spec.samples() >= 1,
        "data.samples = " + spec.samples() + " must be at least 1");
    require(
        spec.inputDim() >= 1 && spec.outputDim() >= 1,
        "data.input-dim and data.output-dim must be at least 1");
    require(
        spec.noise() >= 0.0 && spec.noise() <= Double.MAX_VALUE,
        "data.noise = " + spec.noise() + " must be at least 0 and finite");
    require(
        isEncoding(spec.encoding()),
        "data.encoding = "
            + spec.encoding()
            + " is not known; known are UTF-8, ISO-8859-1, windows-1252 and others of this Java");
    long largest = Math.max(2, Math.max(spec.inputDim(), spec.outputDim()));
    long count = spec.samples() == null ? GeneratedSource.MOONS.defaultCount() : spec.samples();
    require(
        count * largest < Integer.MAX_VALUE - 8,
        "data.samples = " + count + " x " + largest + " numbers are too many: at most 2^31 fit");
  }

  private static boolean isEncoding(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new UserInputException(otherwise);
    }
  }
}
