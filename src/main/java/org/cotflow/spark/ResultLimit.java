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
              + mebibytes(bytes)
              + ", but a job of this run returns "
              + mebibytes(needed)
              + " of sums; set spark.conf { "
              + KEY
              + " = "
              + mebibytes(needed + needed / 8)
              + " } or more, and give the driver twice that");
    }
  }

  private static String mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) / (1 << 20) + "m";
  }
}
