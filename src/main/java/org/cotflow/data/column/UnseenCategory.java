package org.cotflow.data.column;

/** What a category is that the training part does not have. */
public enum UnseenCategory {
  /** The command stops. */
  ERROR,
  /** All inputs of its column are 0. */
  ZEROS
}
