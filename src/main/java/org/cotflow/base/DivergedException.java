package org.cotflow.base;

/** A number on the numeric path stopped being finite; the command ends with exit code 3. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The pass in which a non-finite number was first seen. */
  public enum Pass {
    FORWARD,
    ADJOINT,
    GRADIENT,
    UPDATE
  }

  private final int layer;
  private final Pass pass;

  /**
   * @param layer the layer at which it began, counted from 0; {@code layerCount} for the terminal
   *     state
   */
  public DivergedException(Pass pass, int layer) {
    super(
        "non-finite numbers in the "
            + pass.name().toLowerCase(java.util.Locale.ROOT)
            + " pass at layer "
            + layer);
    this.layer = layer;
    this.pass = pass;
  }

  public int layer() {
    return layer;
  }

  public Pass pass() {
    return pass;
  }
}
