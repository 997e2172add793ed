package org.cotflow.format.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.cotflow.format.NpyType;
import org.cotflow.format.Utf8;

/**
 * What the values of a primitive Parquet type are.
 *
 * <pre>
 *   integers, float, double, float16    a number
 *   decimal(p, s)                       unscaled 10^(-s), rounded once
 *   boolean                             a flag
 *   date, timestamp, int96              days since 1970-01-01T00:00Z
 *   string, enum, json, plain binary    a text in UTF-8
 * </pre>
 */
enum ParquetCell {
  NUMBER,
  DECIMAL,
  HALF,
  FLAG,
  DATE,
  MOMENT,
  INT96,
  TEXT,
  /** A type that holds none of these. */
  NONE;

  private static final double LARGEST_INTEGER = 0x1p53;
  private static final double SECONDS_A_DAY = 86400.0;
  private static final int EPOCH_JULIAN_DAY = 2_440_588;

  static ParquetCell of(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation) {
      return DECIMAL;
    }
    return switch (type.getPrimitiveTypeName()) {
      case DOUBLE, FLOAT -> logical == null ? NUMBER : NONE;
      case BOOLEAN -> logical == null ? FLAG : NONE;
      case INT32, INT64 ->
          logical == null || logical instanceof IntLogicalTypeAnnotation
              ? NUMBER
              : logical instanceof DateLogicalTypeAnnotation
                  ? DATE
                  : logical instanceof TimestampLogicalTypeAnnotation ? MOMENT : NONE;
      case INT96 -> INT96;
      case FIXED_LEN_BYTE_ARRAY -> logical instanceof Float16LogicalTypeAnnotation ? HALF : NONE;
      case BINARY ->
          logical == null
                  || logical instanceof StringLogicalTypeAnnotation
                  || logical instanceof EnumLogicalTypeAnnotation
                  || logical instanceof JsonLogicalTypeAnnotation
              ? TEXT
              : NONE;
    };
  }

  /** Gives the reader's value to a sink. */
  static BiConsumer<ColumnReader, CellSink> transfer(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (of(type)) {
      case NUMBER -> number(type);
      case DECIMAL -> {
        int scale = ((DecimalLogicalTypeAnnotation) logical).getScale();
        yield (reader, sink) -> decimal(new BigDecimal(unscaled(reader, type), scale), sink);
      }
      case HALF -> (reader, sink) -> sink.number(NpyType.half(little(reader).getShort()));
      case FLAG -> (reader, sink) -> sink.flag(reader.getBoolean());
      case DATE -> (reader, sink) -> sink.days(reader.getInteger());
      case MOMENT -> moment((TimestampLogicalTypeAnnotation) logical);
      case INT96 ->
          (reader, sink) -> {
            ByteBuffer bytes = little(reader);
            long nanos = bytes.getLong();
            long day = bytes.getInt() - EPOCH_JULIAN_DAY;
            sink.days(days(day * 86400 + Math.floorDiv(nanos, 1_000_000_000L), nanos));
          };
      case TEXT ->
          (reader, sink) -> {
            String text = Utf8.strictly(reader.getBinary().getBytes());
            if (text == null) {
              sink.wrong("text that is not UTF-8", 0);
            } else {
              sink.text(text);
            }
          };
      case NONE -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static BiConsumer<ColumnReader, CellSink> number(PrimitiveType type) {
    boolean unsigned =
        type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer
            && !integer.isSigned();
    return switch (type.getPrimitiveTypeName()) {
      case DOUBLE -> (reader, sink) -> sink.number(reader.getDouble());
      case FLOAT -> (reader, sink) -> sink.number(reader.getFloat());
      case INT32 ->
          unsigned
              ? (reader, sink) -> sink.number(Integer.toUnsignedLong(reader.getInteger()))
              : (reader, sink) -> sink.number(reader.getInteger());
      default ->
          unsigned
              ? (reader, sink) -> {
                long bits = reader.getLong();
                integer(NpyType.unsigned(bits), () -> Long.toUnsignedString(bits), sink);
              }
              : (reader, sink) -> {
                long value = reader.getLong();
                integer(value, () -> Long.toString(value), sink);
              };
    };
  }

  private static void decimal(BigDecimal decimal, CellSink sink) {
    double value = decimal.doubleValue();
    if (decimal.scale() <= 0) {
      integer(value, decimal::toPlainString, sink);
    } else {
      sink.number(value);
    }
  }

  private static void integer(double value, Supplier<String> digits, CellSink sink) {
    if (Math.abs(value) < LARGEST_INTEGER) {
      sink.number(value);
    } else {
      sink.integer(digits.get(), value);
    }
  }

  private static BigInteger unscaled(ColumnReader reader, PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> BigInteger.valueOf(reader.getInteger());
      case INT64 -> BigInteger.valueOf(reader.getLong());
      default -> new BigInteger(reader.getBinary().getBytes());
    };
  }

  private static ByteBuffer little(ColumnReader reader) {
    return ByteBuffer.wrap(reader.getBinary().getBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static BiConsumer<ColumnReader, CellSink> moment(TimestampLogicalTypeAnnotation type) {
    long unit =
        switch (type.getUnit()) {
          case MILLIS -> 1_000L;
          case MICROS -> 1_000_000L;
          case NANOS -> 1_000_000_000L;
        };
    return (reader, sink) -> {
      long value = reader.getLong();
      long nanos = Math.floorMod(value, unit) * (1_000_000_000L / unit);
      sink.days(days(Math.floorDiv(value, unit), nanos));
    };
  }

  private static double days(long epochSecond, long nanos) {
    return (epochSecond + Math.floorMod(nanos, 1_000_000_000L) / 1e9) / SECONDS_A_DAY;
  }
}
