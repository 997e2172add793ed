/**
 * Columns of tables: what kind of cells they have, and how they become numbers.
 *
 * <p>The problem: people's tables have gaps, texts, dates and true or false beside numbers. A
 * reader hands the cells of a column to a {@link org.cotflow.data.column.ColumnBuilder}, which
 * finds its {@link org.cotflow.data.column.ColumnKind} over the whole file; {@link
 * org.cotflow.data.column.RawFeatures} come out. {@link org.cotflow.data.column.FeatureEncoding} is
 * then fitted to the training part, kept in the run, and applied to every sample.
 *
 * <ul>
 *   <li>What is to be done with a gap or a text is said by the configuration ({@link
 *       org.cotflow.data.column.ColumnRules}); without it, reading stops at the first such cell.
 *   <li>Means and categories come from the training part alone.
 *   <li>A gap is NaN; all other numbers are finite.
 * </ul>
 */
package org.cotflow.data.column;
