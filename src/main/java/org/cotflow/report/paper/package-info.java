/**
 * Figures as files for a paper: drawings of a given width and font size, as SVG, PDF or PNG, and
 * their data as CSV.
 *
 * <p>A {@link org.cotflow.report.chart.Figure} becomes one drawing: its panels in rows as wide as
 * the paper allows, then the legend; title and caption are the paper's. {@link
 * org.cotflow.report.paper.Monochrome} gives each series a marker, {@link
 * org.cotflow.report.paper.PaperFigure} lays the drawing out as SVG. {@link
 * org.cotflow.report.paper.SvgReader} draws that SVG on a page of PDF or on an image. {@link
 * org.cotflow.report.paper.FigureTable} writes the numbers, and {@link
 * org.cotflow.report.paper.FigureFiles} puts them all into a directory.
 *
 * <p>Invariants: the same figure gives the same bytes; nothing asks the system for fonts or a
 * display; series differ in more than color.
 */
package org.cotflow.report.paper;
