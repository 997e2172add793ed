package org.cotflow.run.snapshot;

import static org.apache.parquet.schema.LogicalTypeAnnotation.listType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * The columns of a part file, one row per particle: what any Parquet reader shows as {@code layer
 * int, particle int}, and for each part of the particles a {@code list<double>}, of the same length
 * in every row, or a {@code double}. For neurons: {@code u list<double>, w list<double>, b double}.
 * Uncompressed, plain encoding: particles hardly compress, and the bytes stay readable by the
 * simplest tools.
 *
 * @param message the columns
 * @param parts the column of each part
 * @param layout of the particles
 */
record ParticleSchema(MessageType message, List<ColumnDescriptor> parts, ParticleLayout layout) {

  /** The definition level of a list element: the repeated group is there. */
  static final int ELEMENT_LEVEL = 1;

  static ParticleSchema of(ParticleLayout layout) {
    Types.GroupBuilder<MessageType> builder =
        Types.buildMessage().required(INT32).named("layer").required(INT32).named("particle");
    for (Part part : layout.parts()) {
      builder.addField(
          part.single() ? Types.required(DOUBLE).named(part.name()) : doubles(part.name()));
    }
    MessageType message = builder.named("particles");
    List<ColumnDescriptor> parts = new ArrayList<>();
    for (Part part : layout.parts()) {
      String[] path =
          part.single()
              ? new String[] {part.name()}
              : new String[] {part.name(), "list", "element"};
      parts.add(message.getColumnDescription(path));
    }
    return new ParticleSchema(message, parts, layout);
  }

  ColumnDescriptor layer() {
    return message.getColumnDescription(new String[] {"layer"});
  }

  ColumnDescriptor particle() {
    return message.getColumnDescription(new String[] {"particle"});
  }

  private static GroupType doubles(String name) {
    return Types.buildGroup(Repetition.REQUIRED)
        .as(listType())
        .repeatedGroup()
        .required(DOUBLE)
        .named("element")
        .named("list")
        .named(name);
  }
}
