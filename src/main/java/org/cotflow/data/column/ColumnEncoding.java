package org.cotflow.data.column;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.CellRule.Texts;

/**
 * How one column becomes inputs of the network.
 *
 * @param name of the column
 * @param gaps what data.missing says for it: error, drop, mean, or the constant as it was written
 * @param fill the number that stands for a missing value; null if there is none, and for categories
 * @param categories for {@link ColumnKind#CATEGORY} those of the training part, sorted: each is an
 *     input, 1 for samples of this category and else 0
 */
public record ColumnEncoding(
    String name, ColumnKind kind, String gaps, Double fill, List<String> categories)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Without being named in the configuration, columns have at most this many categories. */
  private static final int MOST_GUESSED_CATEGORIES = 20;

  public ColumnEncoding {
    categories = List.copyOf(categories);
  }

  /** A column of numbers without gaps. */
  static ColumnEncoding plain(String name) {
    return new ColumnEncoding(name, ColumnKind.NUMBER, ColumnRules.ERROR, null, List.of());
  }

  boolean isPlain() {
    return kind == ColumnKind.NUMBER && gaps.equals(ColumnRules.ERROR);
  }

  /**
   * Finds mean and categories.
   *
   * @param train the samples of the training part
   * @throws UserInputException if there are gaps that cannot be filled as the rules say
   */
  static ColumnEncoding fit(
      RawFeatures raw, int column, int[] train, ColumnRules rules, String origin) {
    RawColumn source = raw.columns().get(column);
    String name = source.name();
    String gaps = rules.missing().of(name);
    if (source.kind() == ColumnKind.CATEGORY) {
      if (gaps.equals(ColumnRules.MEAN) && hasGaps(raw, column)) {
        throw new UserInputException(
            "%s, column %s: texts have no mean; %s"
                .formatted(
                    origin,
                    name,
                    rules.otherGapAdvice(name, "drop or a category such as unknown")));
      }
      List<String> categories = categories(raw, column, train, gaps);
      requireRepeated(categories, train.length, name, rules, origin);
      return new ColumnEncoding(name, source.kind(), gaps, null, categories);
    }
    return new ColumnEncoding(
        name, source.kind(), gaps, fill(raw, column, train, rules, origin), List.of());
  }

  private static boolean hasGaps(RawFeatures raw, int column) {
    return IntStream.range(0, raw.count()).anyMatch(row -> raw.isMissing(row, column));
  }

  private static List<String> categories(RawFeatures raw, int column, int[] train, String gaps) {
    List<String> texts = raw.columns().get(column).texts();
    TreeSet<String> categories = new TreeSet<>();
    for (int row : train) {
      double index = raw.values()[row * raw.columns().size() + column];
      categories.add(Double.isNaN(index) ? gaps : texts.get((int) index));
    }
    return List.copyOf(categories);
  }

  /** Texts that hardly repeat are names, which say nothing about other samples. */
  private static void requireRepeated(
      List<String> categories, int samples, String name, ColumnRules rules, String origin) {
    boolean guessed = !rules.categories().columns().containsKey(name);
    if (guessed && categories.size() > MOST_GUESSED_CATEGORIES && 2 * categories.size() > samples) {
      throw new UserInputException(
          ("%s, column %s: %s different texts in %s training samples: %s, or data.index-column ="
                  + " \"%s\" to leave it out")
              .formatted(origin, name, categories.size(), samples, rules.oneHotAdvice(name), name));
    }
  }

  private static Double fill(
      RawFeatures raw, int column, int[] train, ColumnRules rules, String origin) {
    RawColumn source = raw.columns().get(column);
    String gaps = rules.missing().of(source.name());
    if (gaps.equals(ColumnRules.ERROR) || gaps.equals(ColumnRules.DROP)) {
      return null;
    }
    OptionalDouble fill =
        gaps.equals(ColumnRules.MEAN) ? mean(raw, column, train) : constant(gaps, source.kind());
    if (fill.isEmpty() && hasGaps(raw, column)) {
      throw new UserInputException(
          "%s, column %s: %s; %s"
              .formatted(
                  origin,
                  source.name(),
                  gaps.equals(ColumnRules.MEAN)
                      ? "the training part has no value, so that there is no mean"
                      : "\""
                          + gaps
                          + "\" cannot stand where "
                          + source.kind().cell()
                          + " is missing",
                  rules.otherGapAdvice(source.name(), "drop, mean or " + source.kind().cell())));
    }
    return fill.isPresent() ? (Double) fill.getAsDouble() : null;
  }

  /** (1/n) sum of the n values that are there, in the order of the samples. */
  private static OptionalDouble mean(RawFeatures raw, int column, int[] train) {
    double sum = 0.0;
    int count = 0;
    for (int row : train) {
      if (!raw.isMissing(row, column)) {
        sum += raw.values()[row * raw.columns().size() + column];
        count++;
      }
    }
    double mean = sum / count;
    return Double.isFinite(mean) ? OptionalDouble.of(mean) : OptionalDouble.empty();
  }

  private static OptionalDouble constant(String text, ColumnKind kind) {
    OptionalDouble typed =
        switch (kind) {
          case FLAG -> ColumnBuilder.flag(text);
          case DATE -> CellTime.days(text);
          case NUMBER, CATEGORY -> OptionalDouble.empty();
        };
    if (typed.isPresent()) {
      return typed;
    }
    if (!text.matches("[-+0-9.eE]+")) { // Java takes 1d and 0x1p3 for numbers too
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException noNumber) {
      return OptionalDouble.empty();
    }
  }

  /** What the column may hold in other files. */
  CellRule cell() {
    boolean category = kind == ColumnKind.CATEGORY;
    boolean constant = !gaps.equals(ColumnRules.ERROR) && !gaps.equals(ColumnRules.MEAN);
    return new CellRule(
        fill != null || gaps.equals(ColumnRules.DROP) || category && constant,
        category ? Texts.ALWAYS : Texts.REFUSED,
        "the network was trained without missing values in this column",
        "the network was trained on numbers in this column");
  }

  /** Whether its values are the inputs, because it has neither categories nor gaps. */
  boolean changesNothing() {
    return kind != ColumnKind.CATEGORY && fill == null;
  }

  int width() {
    return kind == ColumnKind.CATEGORY ? categories.size() : 1;
  }

  /** The names of its inputs: the column's, or one for each category, as in {@code city=Paris}. */
  public List<String> inputNames() {
    return kind == ColumnKind.CATEGORY
        ? categories.stream().map(category -> name + "=" + category).toList()
        : List.of(name);
  }

  /** Writes the inputs of the given samples; {@code offset} is the first of this column. */
  void write(RawFeatures raw, int column, int[] rows, double[] inputs, int offset, int width) {
    int[] known = kind == ColumnKind.CATEGORY ? known(raw.columns().get(column)) : null;
    int columns = raw.columns().size();
    for (int i = 0; i < rows.length; i++) {
      double value = raw.values()[rows[i] * columns + column];
      if (known == null) {
        inputs[i * width + offset] = Double.isNaN(value) ? fill : value;
      } else {
        int input = Double.isNaN(value) ? indexOf(gaps) : known[(int) value];
        if (input >= 0) {
          inputs[i * width + offset + input] = 1.0;
        }
      }
    }
  }

  /** For each text of a column the index of its category; negative where it is not known. */
  private int[] known(RawColumn source) {
    return source.texts().stream().mapToInt(this::indexOf).toArray();
  }

  private int indexOf(String category) {
    return Collections.binarySearch(categories, category);
  }

  /** The samples, of those given, whose category is not known. */
  int[] unseen(RawFeatures raw, int column, int[] rows) {
    if (kind != ColumnKind.CATEGORY) {
      return new int[0];
    }
    return IntStream.of(rows).filter(row -> indexOf(text(raw, column, row)) < 0).toArray();
  }

  /** The category of a sample. */
  String text(RawFeatures raw, int column, int row) {
    double index = raw.values()[row * raw.columns().size() + column];
    return Double.isNaN(index) ? gaps : raw.columns().get(column).texts().get((int) index);
  }
}
