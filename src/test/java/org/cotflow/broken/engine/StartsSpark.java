package org.cotflow.broken.engine;

import org.apache.spark.SparkConf;

/** Uses Spark outside of its package. */
final class StartsSpark {
  SparkConf conf() {
    return new SparkConf(false);
  }
}
