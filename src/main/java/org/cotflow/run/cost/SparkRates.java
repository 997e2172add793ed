package org.cotflow.run.cost;

/**
 * The costs of Spark besides the work of its tasks.
 *
 * <p>A driver is slow at first, because Spark's code is compiled while it runs. After some hundred
 * jobs a job takes half the time of the first ones, after thousands a third. The rates measured
 * here are those after some hundred jobs.
 *
 * @param jobSeconds a job of one task that reads a small broadcast, goes over a cached partition
 *     and returns a number
 * @param taskSeconds each further task of a job, as the driver sees it
 * @param secondsPerByteOut a byte broadcast by the driver and read by a task
 * @param secondsPerByteBack a byte that a task returns to the driver
 */
public record SparkRates(
    double jobSeconds, double taskSeconds, double secondsPerByteOut, double secondsPerByteBack) {}
