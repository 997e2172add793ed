/**
 * Parquet files: their bytes from any {@link org.cotflow.base.Location}, and their fields as
 * columns of a table ({@link org.cotflow.format.parquet.ParquetField}).
 *
 * <ul>
 *   <li>A cell goes to a {@link org.cotflow.format.parquet.CellSink} as the number, flag, date or
 *       text that it is; the sink decides what is done with it.
 *   <li>A list of a fixed length, and a vector of Spark ML, is several columns.
 *   <li>{@link org.cotflow.format.parquet.ParquetTable} writes a table.
 * </ul>
 */
package org.cotflow.format.parquet;
