package org.cotflow.ml;

/**
 * Makes the name of a stage known while the constructors of Spark's classes run: they make
 * parameters, which keep the name, before a Java constructor can set a field.
 *
 * @param value the name
 */
record EarlyUid(String value) {
  private static final ThreadLocal<String> KNOWN = new ThreadLocal<>();

  EarlyUid {
    KNOWN.set(value);
  }

  /** Ends the construction. */
  String taken() {
    KNOWN.remove();
    return value;
  }

  /** The name of the stage that this thread constructs. */
  static String known() {
    return KNOWN.get();
  }
}
