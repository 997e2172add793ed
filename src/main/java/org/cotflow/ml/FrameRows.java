package org.cotflow.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.cotflow.base.ArraySize;
import org.cotflow.base.UserInputException;
import org.cotflow.data.RawSamples;
import org.cotflow.data.RawTarget;
import org.cotflow.data.RawTarget.Meaning;

/** The columns of a data frame as samples, in the order of its rows. */
final class FrameRows {
  private static final String ORIGIN = "the data frame";

  /** A raw prediction has a number for each label up to the largest. */
  private static final int LARGEST_LABEL = 9999;

  private FrameRows() {}

  /**
   * Checks the columns that a stage reads.
   *
   * @param label null where it is not read
   * @param inputs that a network reads; -1 for any number
   * @throws UserInputException naming the first column that is not there or of another type
   */
  static void require(StructType schema, String features, String label, int inputs) {
    StructField vector = field(schema, "featuresCol", features);
    if (!vector.dataType().equals(SQLDataTypes.VectorType())) {
      throw new UserInputException(
          "column %s (featuresCol) holds %s; expected vectors, as VectorAssembler makes them"
              .formatted(features, vector.dataType().simpleString()));
    }
    int known = AttributeGroup.fromStructField(vector).size();
    if (inputs >= 0 && known >= 0 && known != inputs) {
      throw otherSize(features, known, inputs);
    }
    if (label != null && !(field(schema, "labelCol", label).dataType() instanceof NumericType)) {
      throw new UserInputException(
          "column %s (labelCol) holds %s; expected numbers, as StringIndexer makes them of texts"
              .formatted(label, schema.apply(label).dataType().simpleString()));
    }
  }

  private static StructField field(StructType schema, String param, String name) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new UserInputException(
          "the data frame has no column %s (%s); it has %s"
              .formatted(name, param, String.join(", ", schema.fieldNames())));
    }
    return schema.apply(name);
  }

  static UserInputException otherSize(String features, int size, int inputs) {
    return new UserInputException(
        "column %s has vectors of %s numbers; the network reads %s"
            .formatted(features, size, inputs));
  }

  /**
   * Collects the rows on the driver, where the states of all samples are.
   *
   * @throws UserInputException where there are none, or a row has a gap
   */
  static RawSamples collect(Dataset<?> frame, String features, String label, Meaning meaning) {
    List<Row> rows =
        frame
            .select(frame.col(features), frame.col(label).cast(DataTypes.DoubleType))
            .collectAsList();
    if (rows.isEmpty()) {
      throw new UserInputException(ORIGIN + " has no rows; training needs at least one");
    }
    int inputs = vector(rows.get(0), features, 0).size();
    double[] values = new double[ArraySize.of("the features of the samples", rows.size(), inputs)];
    double[] labels = new double[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      Vector vector = vector(rows.get(i), features, i);
      if (vector.size() != inputs) {
        throw otherSize(features + ", row " + (i + 1) + ",", vector.size(), inputs);
      }
      double[] row = vector.toArray();
      for (int j = 0; j < inputs; j++) {
        values[i * inputs + j] = finite(row[j], features, i);
      }
      Object given = rows.get(i).get(1);
      labels[i] = finite(given == null ? Double.NaN : (Double) given, label, i);
    }
    List<String> names = names(frame.schema().apply(features), inputs);
    RawTarget target = new RawTarget.Numbers(List.of(label), labels, meaning);
    return new RawSamples(ORIGIN, labels.length, names, values, target, RawSamples.UNSPLIT);
  }

  private static Vector vector(Row row, String features, int index) {
    if (row.get(0) instanceof Vector vector) {
      return vector;
    }
    throw gap(features, index, "null");
  }

  private static double finite(double value, String column, int index) {
    if (!Double.isFinite(value)) {
      throw gap(column, index, Double.isNaN(value) ? "NaN or null" : Double.toString(value));
    }
    return value;
  }

  private static UserInputException gap(String column, int index, String found) {
    return new UserInputException(
        "column %s, row %s: %s; expected finite numbers (Imputer fills gaps, na().drop() leaves rows"
                .formatted(column, index + 1, found)
            + " out)");
  }

  /**
   * The labels of classes, which are the indices of a raw prediction.
   *
   * @throws UserInputException where one is negative or so large that it is no index
   */
  static int[] labels(List<String> classNames) {
    for (String name : List.of(classNames.get(0), classNames.get(classNames.size() - 1))) {
      long label = Long.parseLong(name);
      if (label < 0 || label > LARGEST_LABEL) {
        throw new UserInputException(
            "label %s: expected whole numbers from 0 to %s, as StringIndexer makes them"
                .formatted(label, LARGEST_LABEL));
      }
    }
    return classNames.stream().mapToInt(Integer::parseInt).toArray();
  }

  /** The names that the column's attributes give, or those of the column with a number. */
  private static List<String> names(StructField field, int inputs) {
    AttributeGroup group = AttributeGroup.fromStructField(field);
    List<String> names = new ArrayList<>();
    if (group.attributes().isDefined()) {
      for (Attribute attribute : group.attributes().get()) {
        attribute.name().foreach(names::add);
      }
    }
    return names.size() == inputs && new HashSet<>(names).size() == inputs
        ? names
        : IntStream.range(0, inputs).mapToObj(j -> field.name() + "_" + j).toList();
  }
}
