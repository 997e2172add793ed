package org.cotflow.run.snapshot;

import static org.apache.parquet.schema.LogicalTypeAnnotation.listType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * The columns of a part file, one row per particle: what any Parquet reader shows as {@code layer
 * int, particle int, u list<double>, w list<double>, b double}. Both lists have d elements in every
 * row. Uncompressed, plain encoding: particles hardly compress, and the bytes stay readable by the
 * simplest tools.
 */
final class ParticleSchema {
  static final MessageType MESSAGE =
      Types.buildMessage()
          .required(INT32)
          .named("layer")
          .required(INT32)
          .named("particle")
          .addField(doubles("u"))
          .addField(doubles("w"))
          .required(DOUBLE)
          .named("b")
          .named("particles");

  static final ColumnDescriptor LAYER = MESSAGE.getColumnDescription(new String[] {"layer"});
  static final ColumnDescriptor PARTICLE = MESSAGE.getColumnDescription(new String[] {"particle"});
  static final ColumnDescriptor U =
      MESSAGE.getColumnDescription(new String[] {"u", "list", "element"});
  static final ColumnDescriptor W =
      MESSAGE.getColumnDescription(new String[] {"w", "list", "element"});
  static final ColumnDescriptor B = MESSAGE.getColumnDescription(new String[] {"b"});

  /** The definition level of a list element: the repeated group is there. */
  static final int ELEMENT_LEVEL = 1;

  private ParticleSchema() {}

  private static GroupType doubles(String name) {
    return Types.buildGroup(Repetition.REQUIRED)
        .as(listType())
        .repeatedGroup()
        .required(DOUBLE)
        .named("element")
        .named("list")
        .named(name);
  }

  /** No compression, without asking Hadoop for a codec. */
  static final class Uncompressed implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) {
      return bytes;
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.UNCOMPRESSED;
    }

    @Override
    public void release() {
      // nothing is held
    }
  }
}
