/**
 * Charts as values, with two drawings: SVG for a page and characters for a terminal.
 *
 * <p>A chart has to be readable on a phone, in print, in the light and in the dark, and by someone
 * who hears it. So a {@link org.cotflow.report.chart.Chart} is a value without sizes or colors:
 * axes with labels, and {@link org.cotflow.report.chart.Mark}s whose {@link
 * org.cotflow.report.chart.Ink} is the name of a color of the page's style sheet. {@link
 * org.cotflow.report.chart.SvgChart} lays it out by a charting library and puts the style sheet's
 * colors instead of the library's; {@link org.cotflow.report.chart.TextChart} prints it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The charting library is seen by {@code SvgChart} alone, and is first loaded when a chart is
 *       drawn.
 *   <li>Nothing asks the system for fonts or a display.
 *   <li>The same chart gives the same text.
 *   <li>Strings of users reach a drawing only as text, without what the library takes for markup.
 * </ul>
 */
package org.cotflow.report.chart;
