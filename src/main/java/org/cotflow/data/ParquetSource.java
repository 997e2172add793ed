package org.cotflow.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.ParquetInput;

/**
 * A Parquet file, or a directory of part files, which are read in the order of their names. Columns
 * are flat: integers, floating point numbers or booleans, and strings for a target.
 */
record ParquetSource(Location file) implements SampleSource {
  @Override
  public RawSamples samples(DataSpec spec) {
    ParquetRows rows =
        read((names, named) -> ColumnSelection.forTraining(names, spec, file.toString()), false);
    return new RawSamples(
        file.toString(),
        rows.count(),
        rows.selection().featureNames(),
        rows.features(),
        rows.target(),
        RawSamples.UNSPLIT);
  }

  @Override
  public RawSamples rows(NetworkColumns columns) {
    ParquetRows rows =
        read(
            (names, named) -> ColumnSelection.forPrediction(names, named, columns, file.toString()),
            true);
    return new RawSamples(
        file.toString(),
        rows.count(),
        rows.selection().featureNames(),
        rows.features(),
        rows.selection().targets().length == 0 ? null : rows.target(),
        RawSamples.UNSPLIT);
  }

  /**
   * @param gaps whether targets may be missing
   */
  private ParquetRows read(ColumnSelection.Chooser chooser, boolean gaps) {
    try {
      ParquetRows rows = null;
      for (Location part : parts()) {
        try (ParquetFileReader reader = open(part)) {
          MessageType schema = reader.getFileMetaData().getSchema();
          if (rows == null) {
            List<String> names = schema.getFields().stream().map(Type::getName).toList();
            rows = new ParquetRows(file.toString(), chooser.choose(names, true), gaps);
          }
          readGroups(reader, schema, part, rows);
        }
      }
      if (rows == null || rows.count() == 0) {
        throw new UserInputException(file + " holds no rows; a row is one sample");
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The files to read: hidden files and markers such as _SUCCESS are no parts. */
  private List<Location> parts() throws IOException {
    if (!file.isDirectory()) {
      return List.of(file);
    }
    List<Location> parts = new ArrayList<>();
    for (Location child : file.list()) {
      if (child.name().startsWith("_") || child.name().startsWith(".")) {
        continue;
      }
      if (child.isDirectory()) {
        throw new UserInputException(
            child
                + " is a directory; partitioned Parquet is not read, because the partition column"
                + " stands in the directories' names alone: write the data without partitions");
      }
      parts.add(child);
    }
    return parts;
  }

  private static ParquetFileReader open(Location part) {
    try {
      part.length(); // says what is missing before Parquet wonders
      return ParquetFileReader.open(
          new ParquetInput(part),
          ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
    } catch (IOException e) {
      throw new UserInputException(e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new UserInputException(
          part + " is not a Parquet file, or is truncated: " + firstLine(e), e);
    }
  }

  private static void readGroups(
      ParquetFileReader reader, MessageType schema, Location part, ParquetRows rows)
      throws IOException {
    rows.requireColumns(schema, part);
    String writer = reader.getFileMetaData().getCreatedBy();
    long done = 0;
    try {
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        ColumnReadStoreImpl columns =
            new ColumnReadStoreImpl(
                pages, new GroupRecordConverter(schema).getRootConverter(), schema, writer);
        rows.addGroup(
            name -> columns.getColumnReader(schema.getColumnDescription(new String[] {name})),
            schema,
            pages.getRowCount(),
            part,
            done);
        done += pages.getRowCount();
      }
    } catch (UserInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UserInputException(
          part + " is a damaged Parquet file, or cannot be read: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
