package org.cotflow.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.data.DataSpec;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;
import org.cotflow.data.column.CellRule;
import org.cotflow.data.column.ColumnRules;
import org.cotflow.data.column.DoubleList;
import org.cotflow.data.column.RawFeatures;
import org.cotflow.data.column.RowPlaces;
import org.cotflow.format.NpyArray;
import org.cotflow.format.NpzReader;

/**
 * Arrays of numpy, in an archive or a directory of .npy or IDX files: X [N, d_in], Y [N, d_out] or
 * Y [N], optionally X_test and Y_test, which then are the test part; also in lower case, and
 * X_train, Y_train. An X with more axes is flattened. Y [N] of integers, booleans or strings holds
 * class labels, any other Y quantities.
 */
record NpzSource(Location file) implements SampleSource {
  private static final List<String> X = List.of("X", "x", "X_train", "x_train");
  private static final List<String> Y = List.of("Y", "y", "Y_train", "y_train");
  private static final List<String> X_TEST = List.of("X_test", "x_test");
  private static final List<String> Y_TEST = List.of("Y_test", "y_test");

  /** What further arrays of samples are called. */
  private static final Pattern SAMPLES =
      Pattern.compile("(?i)[xy]([_-]?(train|test|val|valid|validation|dev|holdout))?");

  private static final String[] ALL =
      Stream.of(X, Y, X_TEST, Y_TEST).flatMap(List::stream).toArray(String[]::new);

  @Override
  public RawSamples samples(DataSpec spec) {
    if (!spec.target().isEmpty() || !spec.features().isEmpty()) {
      throw new UserInputException(
          file + ": the arrays X and Y have no column names; leave data.target and data.features");
    }
    NpzReader.Contents contents = NpzReader.read(file, ALL);
    ColumnRules rules = spec.columnRules();
    String x = name(contents, X);
    IntFunction<CellRule> xRules = column -> rules.feature("x" + column);
    NpyArray features = matrix(contents, x, xRules);
    RawTarget target =
        target(contents, name(contents, Y), features.shape()[0], spec.task(), rules::target);
    rules.requireNames(
        Stream.concat(names("x", features.shape()[1]).stream(), target.names().stream()).toList(),
        file.toString());
    boolean testX = has(contents, name(contents, X_TEST));
    boolean testY = has(contents, name(contents, Y_TEST));
    if (testX != testY) {
      throw new UserInputException(
          file + " has " + (testX ? "X_test but no Y_test" : "Y_test but no X_test"));
    }
    RawSamples train = samples(features, target, RawSamples.UNSPLIT, notes(contents, x));
    if (!testX) {
      return train;
    }
    NpyArray testFeatures = matrix(contents, name(contents, X_TEST), xRules);
    if (testFeatures.shape()[1] != features.shape()[1]) {
      throw wrong(name(contents, X_TEST), testFeatures, "(N, " + features.shape()[1] + ") like X");
    }
    return joined(
        train,
        testFeatures,
        target(
            contents, name(contents, Y_TEST), testFeatures.shape()[0], spec.task(), rules::target));
  }

  /** The array that is there under one of the names; the first name where none is. */
  private String name(NpzReader.Contents contents, List<String> names) {
    List<String> present = names.stream().filter(name -> has(contents, name)).toList();
    if (present.size() > 1) {
      throw new UserInputException(
          "%s has both %s and %s; keep one of them"
              .formatted(file, present.get(0), present.get(1)));
    }
    return present.isEmpty() ? names.get(0) : present.get(0);
  }

  private static List<String> notes(NpzReader.Contents contents, String x) {
    List<String> notes = new ArrayList<>();
    int[] shape = contents.numbers().get(x).shape();
    if (shape.length > 2) {
      notes.add(
          "%s of shape %s is read as %s features, in C order"
              .formatted(x, shown(shape), columns(shape)));
    }
    List<String> unread =
        contents.others().stream().filter(name -> SAMPLES.matcher(name).matches()).toList();
    if (!unread.isEmpty()) {
      notes.add("not read: " + String.join(", ", unread));
    }
    notes.addAll(contents.notes());
    return notes;
  }

  private RawSamples samples(
      NpyArray features, RawTarget target, int givenTest, List<String> notes) {
    if (features.shape()[0] == 0) {
      throw new UserInputException(file + ": X has no rows; a row is one sample");
    }
    return new RawSamples(
        file.toString(),
        raw(names("x", features.shape()[1]), features.values()),
        target,
        givenTest,
        notes);
  }

  private RawFeatures raw(List<String> names, double[] values) {
    RowPlaces places = RowPlaces.of(file.toString(), "sample", 1);
    return RawFeatures.numbers(names, values.length / names.size(), values, places);
  }

  private RawSamples joined(RawSamples train, NpyArray testFeatures, RawTarget testTarget) {
    int test = testFeatures.shape()[0];
    RawTarget target;
    if (train.target() instanceof RawTarget.Texts texts
        && testTarget instanceof RawTarget.Texts testTexts) {
      String[] all = Arrays.copyOf(texts.values(), train.count() + test);
      System.arraycopy(testTexts.values(), 0, all, train.count(), test);
      target = new RawTarget.Texts("y", all, texts.firstText());
    } else if (train.target() instanceof RawTarget.Numbers numbers
        && testTarget instanceof RawTarget.Numbers testNumbers
        && numbers.names().equals(testNumbers.names())
        && numbers.meaning() == testNumbers.meaning()) {
      double[] all = concatenated(numbers.values(), testNumbers.values());
      target = new RawTarget.Numbers(numbers.names(), all, numbers.meaning());
    } else {
      throw new UserInputException(file + ": Y_test must have the type and columns of Y");
    }
    return new RawSamples(
        train.origin(),
        raw(
            train.features().names(),
            concatenated(train.features().values(), testFeatures.values())),
        target,
        test,
        train.notes());
  }

  @Override
  public RawSamples rows(NetworkColumns columns) {
    int inputDim = columns.features().size();
    if (columns.named() && !Y.containsAll(columns.truth())) {
      throw new UserInputException(
          file + ": the arrays X and Y have no column names; give --truth Y or --truth none");
    }
    Stream<String> wanted =
        columns.readsTruth() ? Stream.of(X, Y).flatMap(List::stream) : X.stream();
    NpzReader.Contents contents = NpzReader.read(file, wanted.toArray(String[]::new));
    List<CellRule> rules = columns.encoding().cellRules();
    NpyArray features =
        matrix(contents, name(contents, X), column -> rules.get(Math.min(column, inputDim - 1)));
    if (features.shape()[1] != inputDim) {
      throw wrong("X", features, "(N, " + inputDim + "), the features of the network");
    }
    String y = name(contents, Y);
    boolean truth = columns.readsTruth() && (has(contents, y) || columns.named());
    return new RawSamples(
        file.toString(),
        raw(columns.features(), features.values()),
        truth
            ? target(contents, y, features.shape()[0], columns.task(), name -> CellRule.TRUTH)
            : null,
        RawSamples.UNSPLIT,
        contents.notes());
  }

  /**
   * @param rules what the target column of a name may hold
   */
  private RawTarget target(
      NpzReader.Contents contents,
      String name,
      int rows,
      DataSpec.Task task,
      Function<String, CellRule> rules) {
    List<String> texts = contents.texts().get(name);
    if (texts != null) {
      if (texts.size() != rows) {
        throw new UserInputException(
            file + ": " + name + " has " + texts.size() + " labels for " + rows + " samples");
      }
      String first =
          texts.isEmpty()
              ? ""
              : "\"" + texts.get(0).replaceAll("\\s", " ") + "\" in " + name + "[0]";
      return new RawTarget.Texts("y", texts.toArray(new String[0]), first);
    }
    NpyArray array = array(contents, name);
    int[] shape = array.shape();
    if (shape.length < 1 || shape.length > 2 || shape[0] != rows || array.values().length < rows) {
      throw wrong(name, array, "(" + rows + ",) or (" + rows + ", outputs)");
    }
    int columns = shape.length == 1 ? 1 : shape[1];
    List<String> names = columns == 1 ? List.of("y") : names("y", columns);
    checkFinite(name, array, column -> rules.apply(names.get(column)));
    boolean whole = contents.whole().contains(name);
    if (task == null && whole && shape.length == 2 && columns == 1) {
      throw new UserInputException(
          ("%s: %s holds integers and has the shape %s: set data.task = classification if they are"
                  + " labels, or data.task = regression if they are quantities")
              .formatted(file, name, shown(shape)));
    }
    boolean labels = shape.length == 1 && whole;
    return new RawTarget.Numbers(
        names, array.values(), labels ? RawTarget.Meaning.LABELS : RawTarget.Meaning.QUANTITIES);
  }

  private NpyArray matrix(NpzReader.Contents contents, String name, IntFunction<CellRule> rules) {
    NpyArray array = array(contents, name);
    if (array.shape().length < 2 || columns(array.shape()) == 0) {
      throw wrong(name, array, "(samples, features)");
    }
    NpyArray matrix =
        new NpyArray(new int[] {array.shape()[0], columns(array.shape())}, array.values());
    checkFinite(name, matrix, rules);
    return matrix;
  }

  /** The number of numbers in a row. */
  private static int columns(int[] shape) {
    long columns = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      columns = Math.min(Integer.MAX_VALUE, columns * shape[axis]);
    }
    return (int) columns;
  }

  private static String shown(int[] shape) {
    return Arrays.toString(shape).replace('[', '(').replace(']', ')');
  }

  private NpyArray array(NpzReader.Contents contents, String name) {
    NpyArray array = contents.numbers().get(name);
    if (array == null) {
      throw new UserInputException(
          file
              + (contents.texts().containsKey(name)
                  ? ": " + name + " holds text where numbers are expected"
                  : " has no array " + name + "; save it with numpy.savez(file, X=..., Y=...)"));
    }
    return array;
  }

  private static boolean has(NpzReader.Contents contents, String name) {
    return contents.numbers().containsKey(name) || contents.texts().containsKey(name);
  }

  private UserInputException wrong(String name, NpyArray array, String right) {
    return new UserInputException(
        "%s: %s has the shape %s where %s is expected"
            .formatted(file, name, shown(array.shape()), right));
  }

  /** A NaN is a gap. */
  private void checkFinite(String name, NpyArray array, IntFunction<CellRule> rules) {
    double[] values = array.values();
    int row = array.shape().length == 2 ? array.shape()[1] : 1;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        CellRule rule = rules.apply(i % row);
        boolean gap = Double.isNaN(values[i]);
        if (!(gap && rule.gaps())) {
          String index = i / row + (array.shape().length == 2 ? ", " + i % row : "");
          throw new UserInputException(
              "%s: %s[%s] is %s; numbers must be finite%s"
                  .formatted(file, name, index, values[i], gap ? "; " + rule.gapAdvice() : ""));
        }
      }
    }
  }

  private double[] concatenated(double[] first, double[] second) {
    if ((long) first.length + second.length > DoubleList.LARGEST) {
      throw DoubleList.tooLong(file.toString());
    }
    double[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  static List<String> names(String stem, int count) {
    return IntStream.range(0, count).mapToObj(i -> stem + i).toList();
  }
}
