package org.cotflow.data.column;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Keyword;
import org.cotflow.base.ShortestDouble;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Json;

/**
 * How the columns of a table become the inputs of a network, before scaling: missing values are
 * filled, then categories become one input each. It is fitted to the training part and then the
 * same for all samples.
 *
 * @param unseen what a category is that the training part does not have
 * @param missingWords texts that count as missing
 */
public record FeatureEncoding(
    List<ColumnEncoding> columns, UnseenCategory unseen, List<String> missingWords)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String COLUMNS = "columns";

  public FeatureEncoding {
    columns = List.copyOf(columns);
    missingWords = List.copyOf(missingWords);
  }

  /** The encoding of columns of numbers without gaps: it changes nothing. */
  public static FeatureEncoding plain(List<String> names) {
    return new FeatureEncoding(
        names.stream().map(ColumnEncoding::plain).toList(), UnseenCategory.ERROR, List.of());
  }

  /**
   * Finds means and categories.
   *
   * @param train the samples of the training part
   * @throws UserInputException if there are gaps that cannot be filled as the rules say
   */
  public static FeatureEncoding fit(
      RawFeatures raw, int[] train, ColumnRules rules, String origin) {
    List<ColumnEncoding> columns = new ArrayList<>();
    for (int column = 0; column < raw.columns().size(); column++) {
      columns.add(ColumnEncoding.fit(raw, column, train, rules, origin));
    }
    return new FeatureEncoding(columns, rules.unseen(), rules.missingWords());
  }

  /** Whether all columns are numbers without gaps. */
  public boolean isPlain() {
    return columns.stream().allMatch(ColumnEncoding::isPlain);
  }

  /** The names of the columns that are read. */
  public List<String> columnNames() {
    return columns.stream().map(ColumnEncoding::name).toList();
  }

  /** The names of the inputs: one for each category, as in {@code city=Paris}. */
  public List<String> inputNames() {
    return columns.stream().flatMap(column -> column.inputNames().stream()).toList();
  }

  public List<CellRule> cellRules() {
    return columns.stream().map(ColumnEncoding::cell).toList();
  }

  /**
   * The inputs of some samples.
   *
   * @return rows x inputs, row-major
   * @throws UserInputException if a category is not known and that is an error
   */
  public double[] inputs(RawFeatures raw, int[] rows) {
    if (columns.stream().allMatch(ColumnEncoding::changesNothing)) {
      return RawFeatures.rows(raw.values(), columns.size(), rows);
    }
    int width = columns.stream().mapToInt(ColumnEncoding::width).sum();
    double[] inputs = new double[ArraySize.of("the features of the samples", rows.length, width)];
    int offset = 0;
    for (int column = 0; column < columns.size(); column++) {
      ColumnEncoding encoding = columns.get(column);
      requireSeen(raw, column, rows);
      encoding.write(raw, column, rows, inputs, offset, width);
      offset += encoding.width();
    }
    return inputs;
  }

  private void requireSeen(RawFeatures raw, int column, int[] rows) {
    int[] unknown =
        unseen == UnseenCategory.ERROR ? columns.get(column).unseen(raw, column, rows) : new int[0];
    if (unknown.length > 0) {
      ColumnEncoding encoding = columns.get(column);
      throw new UserInputException(
          ("%s, column %s: \"%s\" is not among the categories of the training part: %s;"
                  + " data.unseen = zeros trains a network that takes it")
              .formatted(
                  raw.places().of(unknown[0]),
                  encoding.name(),
                  encoding.text(raw, column, unknown[0]).replaceAll("\\s", " "),
                  listed(encoding.categories())));
    }
  }

  /**
   * Checks that columns of a file are what they were in the training.
   *
   * @throws UserInputException if one is of another kind
   */
  public void requireKinds(RawFeatures raw, String origin) {
    for (int j = 0; j < columns.size(); j++) {
      ColumnKind trained = columns.get(j).kind();
      ColumnKind found = raw.columns().get(j).kind();
      boolean numbersForFlags = trained == ColumnKind.FLAG && found == ColumnKind.NUMBER;
      int column = j;
      boolean empty = IntStream.range(0, raw.count()).allMatch(i -> raw.isMissing(i, column));
      if (trained != found && !numbersForFlags && !empty) {
        throw new UserInputException(
            "%s, column %s: the network was trained on cells with %s, and this file has %s"
                .formatted(origin, columns.get(j).name(), trained.cell(), found.cell()));
      }
    }
  }

  /**
   * The samples that can go through the network: without those that have a gap where such samples
   * were left out of the training.
   */
  public int[] keptRows(RawFeatures raw) {
    return raw.complete(
        name ->
            columns.stream()
                .anyMatch(
                    column ->
                        column.name().equals(name) && column.gaps().equals(ColumnRules.DROP)));
  }

  /** That samples are left out, in words. */
  public static String dropNote(int dropped, int count) {
    return "%s of %s samples are left out, because a value is missing (data.missing = drop)"
        .formatted(dropped, count);
  }

  /** What the columns are, in words; nothing for numbers. */
  public List<String> kindNotes() {
    List<String> notes = new ArrayList<>();
    addNames(notes, ColumnKind.DATE, " in days since 1970-01-01");
    addNames(notes, ColumnKind.FLAG, " with 1 for true and 0 for false");
    for (ColumnEncoding column : columns) {
      if (column.kind() == ColumnKind.CATEGORY) {
        notes.add(
            "%s as %s one-hot inputs: %s"
                .formatted(column.name(), column.width(), listed(column.categories())));
      }
    }
    return notes;
  }

  private void addNames(List<String> notes, ColumnKind kind, String what) {
    String names =
        columns.stream()
            .filter(column -> column.kind() == kind)
            .map(ColumnEncoding::name)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      notes.add(names + what);
    }
  }

  /** What was put where samples have no value or an unknown category, in words. */
  public List<String> changeNotes(RawFeatures raw) {
    List<String> notes = new ArrayList<>();
    int[] all = IntStream.range(0, raw.count()).toArray();
    for (int j = 0; j < columns.size(); j++) {
      ColumnEncoding column = columns.get(j);
      int missing = raw.missing(j, all);
      if (missing > 0) {
        notes.add(
            "%s missing in %s of %s samples: %s"
                .formatted(column.name(), missing, raw.count(), filling(column)));
      }
      int unknown = column.unseen(raw, j, all).length;
      if (unknown > 0) {
        notes.add(
            "%s in %s of %s samples of a category that the training part has not: zeros"
                .formatted(column.name(), unknown, raw.count()));
      }
    }
    return notes;
  }

  /** What stands where a column has no value, in words. */
  private static String filling(ColumnEncoding column) {
    if (column.fill() == null) {
      return "the category " + column.gaps();
    }
    String number = ShortestDouble.of(column.fill());
    return column.gaps().equals(ColumnRules.MEAN)
        ? "filled with " + number + ", the mean of the training part"
        : "filled with " + number;
  }

  private static String listed(List<String> categories) {
    int most = 12;
    String first =
        categories.stream()
            .limit(most)
            .map(category -> category.replaceAll("\\s", " "))
            .collect(Collectors.joining(", "));
    return categories.size() <= most
        ? first
        : first + " and " + (categories.size() - most) + " more";
  }

  /** For the network file: what a plain encoding has is not written. */
  public Map<String, Object> fields() {
    if (isPlain()) {
      return Map.of();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    List<Map<String, Object>> written = new ArrayList<>();
    for (ColumnEncoding column : columns) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", column.name());
      one.put("kind", Keyword.of(column.kind()));
      one.put("missing", column.gaps());
      one.put("fill", column.fill());
      one.put("categories", column.categories());
      written.add(one);
    }
    fields.put(COLUMNS, written);
    fields.put("unseen", Keyword.of(unseen));
    fields.put("missingWords", missingWords);
    return fields;
  }

  /**
   * Reads what {@link #fields} gives.
   *
   * @param inputNames the names of the inputs, which are the columns of a plain encoding
   */
  public static FeatureEncoding of(Json.Fields fields, List<String> inputNames) throws IOException {
    if (!fields.has(COLUMNS)) {
      return plain(inputNames);
    }
    List<ColumnEncoding> columns = new ArrayList<>();
    for (Json.Fields one : fields.objects(COLUMNS)) {
      columns.add(
          new ColumnEncoding(
              one.text("name"),
              Keyword.read(ColumnKind.class, one.text("kind")),
              one.text("missing"),
              one.numberOrNull("fill"),
              one.texts("categories")));
    }
    return new FeatureEncoding(
        columns,
        Keyword.read(UnseenCategory.class, fields.text("unseen")),
        fields.texts("missingWords"));
  }
}
