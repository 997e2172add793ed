package org.cotflow.spark;

import org.apache.spark.SparkConf;
import org.cotflow.base.UserInputException;

/**
 * Spark's limit on what the tasks of a job return to the driver.
 *
 * @param bytes 0 for no limit
 */
public record ResultLimit(long bytes) {
  /** The setting. */
  public static final String KEY = "spark.driver.maxResultSize";

  public static ResultLimit of(SparkConf conf) {
    return new ResultLimit(conf.getSizeAsBytes(KEY, "1g"));
  }

  /**
   * Stops a job whose result Spark would refuse, before it runs.
   *
   * @param needed bytes that the job returns
   * @throws UserInputException naming the setting, its value and the one needed
   */
  public void require(long needed) {
    if (bytes > 0 && needed > bytes) {
      throw new UserInputException(
          KEY
              + " is "
              + text(bytes, false)
              + ", but a job of this run returns "
              + text(needed, true)
              + " of sums; set spark.conf { "
              + KEY
              + " = "
              + text(needed + needed / 8, true)
              + " } or more, and give the driver twice that");
    }
  }

  /** The number in the unit of mebibytes, kibibytes or bytes. */
  private static String text(long bytes, boolean up) {
    long unit = bytes >= 1 << 20 ? 1 << 20 : bytes >= 1 << 10 ? 1 << 10 : 1;
    String name = unit == 1 ? "b" : unit == 1 << 10 ? "k" : "m";
    return (up ? (bytes + unit - 1) / unit : bytes / unit) + name;
  }
}
