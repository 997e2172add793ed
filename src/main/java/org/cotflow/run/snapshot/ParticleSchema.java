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
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;

/**
 * The columns of a part file, one row per particle: what any Parquet reader shows as {@code layer
 * int, particle int}, and for each part of the particles a {@code list<double>}, of the same length
 * in every row of a layer, or a {@code double}. For neurons: {@code u list<double>, w list<double>,
 * b double}. Where layers have particles of different parts, there is a column for each name, and
 * the list of a part that a layer lacks is empty. Uncompressed, plain encoding: particles hardly
 * compress, and the bytes stay readable by the simplest tools.
 *
 * @param message the columns
 * @param parts the column of each part
 * @param fields for each layer, what each of these columns holds
 */
record ParticleSchema(
    MessageType message, List<ColumnDescriptor> parts, LayerCycle<List<Field>> fields) {

  /** The definition level of a list element: the repeated group is there. */
  static final int ELEMENT_LEVEL = 1;

  /**
   * What a column holds of a particle.
   *
   * @param single whether it is a number instead of a list
   * @param offset where the numbers begin in the particle
   * @param size how many they are; 0 where the particle has no such part
   */
  record Field(String name, boolean single, int offset, int size) {}

  static ParticleSchema of(LayerCycle<ParticleLayout> layouts) {
    List<String> names = ParticleLayout.names(layouts);
    Types.GroupBuilder<MessageType> builder =
        Types.buildMessage().required(INT32).named("layer").required(INT32).named("particle");
    for (String name : names) {
      builder.addField(
          isSingle(layouts, name) ? Types.required(DOUBLE).named(name) : doubles(name));
    }
    MessageType message = builder.named("particles");
    List<ColumnDescriptor> parts = new ArrayList<>();
    for (String name : names) {
      String[] path =
          isSingle(layouts, name) ? new String[] {name} : new String[] {name, "list", "element"};
      parts.add(message.getColumnDescription(path));
    }
    return new ParticleSchema(
        message,
        parts,
        layouts.map(
            layout ->
                names.stream().map(name -> field(layout, name, isSingle(layouts, name))).toList()));
  }

  private static boolean isSingle(LayerCycle<ParticleLayout> layouts, String name) {
    return layouts.values().stream()
        .allMatch(
            layout -> layout.parts().stream().anyMatch(p -> p.name().equals(name) && p.single()));
  }

  private static Field field(ParticleLayout layout, String name, boolean single) {
    int index = layout.names().indexOf(name);
    return index < 0
        ? new Field(name, single, 0, 0)
        : new Field(name, single, layout.offset(index), layout.parts().get(index).size());
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
