package org.cotflow.sweep;

/**
 * A limit of infinite depth and width that was extrapolated from runs, at one flow step.
 *
 * @param group the values of the keys that other limits differ in; empty where there is one
 * @param riskBar error bar of the risk
 * @param outputBar root mean square of the error bars of the predictions
 */
public record LimitRow(String group, int step, double risk, double riskBar, double outputBar) {}
