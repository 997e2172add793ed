package org.cotflow.base;

/** A number on the numeric path stopped being finite; the command ends with exit code 3. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The pass in which a non-finite number was first seen. */
  public enum Pass {
    FORWARD,
    ADJOINT,
    GRADIENT
  }

  private final Pass pass;
  private final int layer;

  /**
   * @param layer the layer at which it began, counted from 0
   */
  public DivergedException(Pass pass, int layer) {
    this("", pass, layer, null);
  }

  private DivergedException(String where, Pass pass, int layer, Throwable cause) {
    super(
        where + "non-finite numbers in the " + Keyword.of(pass) + " pass at layer " + layer, cause);
    this.pass = pass;
    this.layer = layer;
  }

  /** The same, with the flow step at which it happened. */
  public DivergedException at(int step) {
    return new DivergedException("diverged at step " + step + ": ", pass, layer, this);
  }

  public int layer() {
    return layer;
  }

  public Pass pass() {
    return pass;
  }
}
