package org.cotflow.base;

/**
 * The inverse of the standard normal distribution function.
 *
 * <pre>
 *   of(p) = z  with  P(Z &lt;= z) = p,   relative error about 1e-16
 *
 *   c = p - 1/2,  q = min(p, 1 - p),  r = sqrt(-log q)
 *   z = c A(0.180625 - c^2)         |c| &lt;= 0.425        the center, 85 % of uniform numbers
 *   z = sign(c) B(r - 1.6)          otherwise, r &lt;= 5    the middle
 *   z = sign(c) C(r - 5)            r &gt; 5               the far tail, q &lt; 1.4e-11
 * </pre>
 *
 * with quotients A, B, C of polynomials of degree 7. {@link NormalTransform} does the same for many
 * numbers.
 *
 * <p>Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
 * Statistics 37 (1988), routine PPND16. Only IEEE operations and the logarithm of {@code
 * StrictMath}: the same bits everywhere.
 */
public final class NormalQuantile {
  /** The largest |p - 1/2| of the center. */
  static final double CENTER = 0.425;

  /** The largest r of the middle. */
  private static final double MIDDLE = 5.0;

  private NormalQuantile() {}

  public static double of(double p) {
    double centered = p - 0.5;
    return Math.abs(centered) <= CENTER
        ? center(centered)
        : Math.copySign(magnitude(centered < 0 ? p : 1.0 - p), centered);
  }

  /**
   * |z| outside the center.
   *
   * @param tail q
   */
  static double magnitude(double tail) {
    double log = tail >= Double.MIN_NORMAL ? Logarithm.of(tail) : StrictMath.log(tail);
    double r = Math.sqrt(-log);
    return r <= MIDDLE ? middle(r) : far(r);
  }

  /** z in the center; the loops over it vectorize, so the coefficients are not in an array. */
  static double center(double centered) {
    double r = 0.180625 - centered * centered;
    double above = 2.5090809287301226727e3;
    above = Math.fma(above, r, 3.3430575583588128105e4);
    above = Math.fma(above, r, 6.7265770927008700853e4);
    above = Math.fma(above, r, 4.5921953931549871457e4);
    above = Math.fma(above, r, 1.3731693765509461125e4);
    above = Math.fma(above, r, 1.9715909503065514427e3);
    above = Math.fma(above, r, 1.3314166789178437745e2);
    above = Math.fma(above, r, 3.3871328727963666080e0);
    double below = 5.2264952788528545610e3;
    below = Math.fma(below, r, 2.8729085735721942674e4);
    below = Math.fma(below, r, 3.9307895800092710610e4);
    below = Math.fma(below, r, 2.1213794301586595867e4);
    below = Math.fma(below, r, 5.3941960214247511077e3);
    below = Math.fma(below, r, 6.8718700749205790830e2);
    below = Math.fma(below, r, 4.2313330701600911252e1);
    below = Math.fma(below, r, 1.0);
    return centered * (above / below);
  }

  /** |z| in the middle. */
  static double middle(double r) {
    double x = r - 1.6;
    double above = 7.74545014278341407640e-4;
    above = Math.fma(above, x, 2.27238449892691845833e-2);
    above = Math.fma(above, x, 2.41780725177450611770e-1);
    above = Math.fma(above, x, 1.27045825245236838258e0);
    above = Math.fma(above, x, 3.64784832476320460504e0);
    above = Math.fma(above, x, 5.76949722146069140550e0);
    above = Math.fma(above, x, 4.63033784615654529590e0);
    above = Math.fma(above, x, 1.42343711074968357734e0);
    double below = 1.05075007164441684324e-9;
    below = Math.fma(below, x, 5.47593808499534494600e-4);
    below = Math.fma(below, x, 1.51986665636164571966e-2);
    below = Math.fma(below, x, 1.48103976427480074590e-1);
    below = Math.fma(below, x, 6.89767334985100004550e-1);
    below = Math.fma(below, x, 1.67638483018380384940e0);
    below = Math.fma(below, x, 2.05319162663775882187e0);
    below = Math.fma(below, x, 1.0);
    return above / below;
  }

  /** |z| in the far tail. */
  private static double far(double r) {
    double x = r - MIDDLE;
    double above = 2.01033439929228813265e-7;
    above = Math.fma(above, x, 2.71155556874348757815e-5);
    above = Math.fma(above, x, 1.24266094738807843860e-3);
    above = Math.fma(above, x, 2.65321895265761230930e-2);
    above = Math.fma(above, x, 2.96560571828504891230e-1);
    above = Math.fma(above, x, 1.78482653991729133580e0);
    above = Math.fma(above, x, 5.46378491116411436990e0);
    above = Math.fma(above, x, 6.65790464350110377720e0);
    double below = 2.04426310338993978564e-15;
    below = Math.fma(below, x, 1.42151175831644588870e-7);
    below = Math.fma(below, x, 1.84631831751005468180e-5);
    below = Math.fma(below, x, 7.86869131145613259100e-4);
    below = Math.fma(below, x, 1.48753612908506148525e-2);
    below = Math.fma(below, x, 1.36929880922735805310e-1);
    below = Math.fma(below, x, 5.99832206555887937690e-1);
    below = Math.fma(below, x, 1.0);
    return above / below;
  }
}
