package org.cotflow.data.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.cotflow.base.Location;
import org.cotflow.base.RecordCopy;
import org.cotflow.data.DataSpec;
import org.cotflow.format.parquet.ParquetField;

/**
 * One file of a Parquet table and its columns.
 *
 * @param partition columns that stand in the names of its directories
 * @param textPartitions those that are text in some part
 */
record ParquetPart(
    Location location,
    Map<String, String> partition,
    Set<String> textPartitions,
    MessageType schema,
    List<ParquetField> fields) {

  /** The names of all columns, those of the directories first. */
  List<String> columns() {
    List<String> names = new ArrayList<>(partition.keySet());
    fields.forEach(field -> names.addAll(field.columns()));
    return names;
  }

  /**
   * A specification that names the columns of lists and vectors where it names those themselves.
   */
  DataSpec expanded(DataSpec spec) {
    Map<String, List<String>> several = new HashMap<>();
    for (ParquetField field : fields) {
      if (!field.columns().equals(List.of(field.name()))) {
        several.put(field.name(), field.columns());
      }
    }
    DataSpec named = RecordCopy.with(spec, "features", expanded(spec.features(), several));
    return RecordCopy.with(named, "target", expanded(spec.target(), several));
  }

  private static List<String> expanded(List<String> names, Map<String, List<String>> several) {
    return names.stream()
        .flatMap(name -> several.getOrDefault(name, List.of(name)).stream())
        .toList();
  }

  private ParquetField field(String column) {
    return fields.stream()
        .filter(field -> field.columns().contains(column))
        .findFirst()
        .orElseThrow();
  }

  boolean isReadable(String column) {
    return partition.containsKey(column) || field(column).isReadable(schema);
  }

  boolean isText(String column) {
    return partition.containsKey(column)
        ? textPartitions.contains(column)
        : field(column).isText(schema);
  }

  /** The type of a column in words. */
  String type(String column) {
    return partition.containsKey(column) ? "text" : field(column).type(schema);
  }

  @Override
  public String toString() {
    return location.toString();
  }
}
