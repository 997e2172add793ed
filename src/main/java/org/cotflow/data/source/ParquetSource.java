package org.cotflow.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.data.CellNumber;
import org.cotflow.data.ColumnSelection;
import org.cotflow.data.DataSpec;
import org.cotflow.data.NetworkColumns;
import org.cotflow.data.RawSamples;
import org.cotflow.format.DataFile;
import org.cotflow.format.parquet.ParquetField;
import org.cotflow.format.parquet.ParquetInput;

/**
 * Parquet: a file, or parts in the order of their names, whose columns are matched by name. {@link
 * ParquetField} says which types are read; lists of a fixed length and vectors of Spark ML are
 * several columns each.
 */
record ParquetSource(String path) implements SampleSource {
  /** More columns of one field are taken for a damaged file. */
  private static final int MOST_COLUMNS = 1 << 20;

  @Override
  public RawSamples samples(DataSpec spec) {
    List<String> notes = new ArrayList<>();
    ParquetRows rows =
        read(part -> ColumnSelection.forTraining(part.columns(), part.expanded(spec), path), notes);
    notes.addAll(rows.notes());
    return new RawSamples(path, rows.features(), rows.target(), RawSamples.UNSPLIT, notes);
  }

  @Override
  public RawSamples rows(NetworkColumns columns) {
    ParquetRows rows =
        read(
            part -> ColumnSelection.forPrediction(part.columns(), true, columns, path),
            new ArrayList<>());
    return new RawSamples(
        path,
        rows.features(),
        rows.selection().targets().length == 0 ? null : rows.target(),
        RawSamples.UNSPLIT,
        rows.notes());
  }

  private ParquetRows read(Function<ParquetPart, ColumnSelection> chooser, List<String> notes) {
    try {
      List<DataFile> files = DataFile.of(path);
      Set<String> textPartitions = textPartitions(files);
      ParquetRows rows = null;
      ParquetPart first = null;
      for (DataFile file : files) {
        try (ParquetFileReader reader = open(file.location())) {
          if (reader.getRecordCount() == 0) {
            continue;
          }
          ParquetPart part = part(file, textPartitions, reader, first);
          if (rows == null) {
            first = part;
            rows = new ParquetRows(path, chooser.apply(part));
            addNotes(part, notes);
          }
          readGroups(reader, part, rows);
        }
      }
      if (rows == null) {
        throw new UserInputException(path + " holds no rows; a row is one sample");
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The columns in names of directories that are not numbers everywhere. */
  private static Set<String> textPartitions(List<DataFile> files) {
    Set<String> texts = new HashSet<>();
    for (DataFile file : files) {
      file.partition()
          .forEach(
              (name, value) -> {
                if (value != null && CellNumber.of(value).isEmpty()) {
                  texts.add(name);
                }
              });
    }
    return texts;
  }

  private static void addNotes(ParquetPart part, List<String> notes) {
    for (ParquetField field : part.fields()) {
      if (field.shape() == ParquetField.Shape.LIST || field.shape() == ParquetField.Shape.VECTOR) {
        notes.add("%s is read as %s columns %1$s_0, ...".formatted(field.name(), field.length()));
      }
    }
    if (!part.partition().isEmpty()) {
      notes.add(
          "the directories' names are read as the columns "
              + String.join(", ", part.partition().keySet()));
    }
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

  /** What a reader makes of the bytes of a part. */
  @FunctionalInterface
  private interface Reading<T> {
    T of() throws IOException;
  }

  private static <T> T undamaged(Location part, Reading<T> reading) {
    try {
      return reading.of();
    } catch (UserInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UserInputException(
          part + " is a damaged Parquet file, or cannot be read: " + firstLine(e), e);
    }
  }

  /** The columns of a part; lists are as long as in the first one, or as in its first rows. */
  private static ParquetPart part(
      DataFile file, Set<String> textPartitions, ParquetFileReader reader, ParquetPart first) {
    MessageType schema = reader.getFileMetaData().getSchema();
    List<ParquetField> fields =
        undamaged(file.location(), () -> fields(file, reader, schema, first));
    return new ParquetPart(file.location(), file.partition(), textPartitions, schema, fields);
  }

  private static List<ParquetField> fields(
      DataFile file, ParquetFileReader reader, MessageType schema, ParquetPart first)
      throws IOException {
    List<ParquetField> fields = new ArrayList<>();
    for (ParquetField field : ParquetField.of(schema)) {
      int length = field.length();
      for (int i = 0; first != null && i < first.fields().size(); i++) {
        ParquetField before = first.fields().get(i);
        boolean same = before.name().equals(field.name()) && before.shape() == field.shape();
        length = same ? before.length() : length;
      }
      for (int group = 0;
          length == ParquetField.UNKNOWN && group < reader.getRowGroups().size();
          group++) {
        MessageType one = only(schema, List.of(field));
        reader.setRequestedSchema(one);
        PageReadStore pages = reader.readRowGroup(group);
        length = field.lengthIn(readers(reader, one, pages), schema, (int) pages.getRowCount());
      }
      if (length > MOST_COLUMNS) {
        throw new UserInputException(
            "%s: %s has %s values in a row; at most %s are read"
                .formatted(file.location(), field.name(), length, MOST_COLUMNS));
      }
      fields.add(field.withLength(length));
    }
    return fields;
  }

  private static MessageType only(MessageType schema, List<ParquetField> fields) {
    List<Type> types = fields.stream().map(field -> schema.getType(field.name())).toList();
    return new MessageType(schema.getName(), types);
  }

  private static Function<List<String>, ColumnReader> readers(
      ParquetFileReader reader, MessageType requested, PageReadStore pages) {
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(
            pages,
            new GroupRecordConverter(requested).getRootConverter(),
            requested,
            reader.getFileMetaData().getCreatedBy());
    return leaf ->
        columns.getColumnReader(requested.getColumnDescription(leaf.toArray(String[]::new)));
  }

  private static void readGroups(ParquetFileReader reader, ParquetPart part, ParquetRows rows) {
    rows.requireColumns(part);
    Set<String> wanted = new HashSet<>(rows.selection().featureNames());
    wanted.addAll(rows.selection().targetNames());
    List<ParquetField> fields =
        part.fields().stream()
            .filter(field -> field.columns().stream().anyMatch(wanted::contains))
            .toList();
    undamaged(
        part.location(),
        () -> {
          MessageType requested = only(part.schema(), fields);
          reader.setRequestedSchema(requested);
          long done = 0;
          for (PageReadStore pages = reader.readNextRowGroup();
              pages != null;
              pages = reader.readNextRowGroup()) {
            rows.addGroup(part, readers(reader, requested, pages), pages.getRowCount(), done);
            done += pages.getRowCount();
          }
          return done;
        });
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
