package org.cotflow.theory.interval;

/**
 * A closed interval that holds a real number. Every operation rounds outward by {@link
 * Math#nextDown} and {@link Math#nextUp}, so that the exact result is inside.
 *
 * @param lo finite or negative infinity
 * @param hi finite or infinity
 */
public record Enclosure(double lo, double hi) {
  public static final Enclosure ZERO = of(0);
  public static final Enclosure ONE = of(1);

  /** pi lies between the double nearest to it and the next one. */
  public static final Enclosure PI = new Enclosure(Math.PI, Math.nextUp(Math.PI));

  public static Enclosure of(double number) {
    return new Enclosure(number, number);
  }

  public static Enclosure around(double middle, double radius) {
    return outward(middle - radius, middle + radius);
  }

  private static Enclosure outward(double lo, double hi) {
    return new Enclosure(Math.nextDown(lo), Math.nextUp(hi));
  }

  public Enclosure plus(Enclosure other) {
    return outward(lo + other.lo, hi + other.hi);
  }

  public Enclosure plus(double number) {
    return plus(of(number));
  }

  public Enclosure minus(Enclosure other) {
    return outward(lo - other.hi, hi - other.lo);
  }

  public Enclosure times(Enclosure other) {
    double a = lo * other.lo;
    double b = lo * other.hi;
    double c = hi * other.lo;
    double d = hi * other.hi;
    double least = Math.min(Math.min(a, b), Math.min(c, d));
    double most = Math.max(Math.max(a, b), Math.max(c, d));
    return Double.isNaN(least + most) && Double.isNaN(a + b + c + d)
        ? new Enclosure(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
        : outward(least, most);
  }

  public Enclosure times(double number) {
    return times(of(number));
  }

  /** By an interval of positive numbers; everything where it is not. */
  public Enclosure dividedBy(Enclosure other) {
    return other.lo > 0
        ? times(outward(1 / other.hi, 1 / other.lo))
        : new Enclosure(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  public Enclosure dividedBy(double number) {
    return dividedBy(of(number));
  }

  public Enclosure squared() {
    double least = lo > 0 ? lo : hi < 0 ? hi : 0;
    return new Enclosure(
        Math.max(0, Math.nextDown(least * least)), Math.nextUp(Math.max(lo * lo, hi * hi)));
  }

  /** Of what is not negative of it. */
  public Enclosure sqrt() {
    return new Enclosure(
        Math.max(0, Math.nextDown(Math.sqrt(Math.max(0, lo)))),
        Math.nextUp(Math.sqrt(Math.max(0, hi))));
  }

  /** {@link StrictMath#exp} is within one ulp. */
  public Enclosure exp() {
    double low = Math.nextDown(Math.nextDown(StrictMath.exp(lo)));
    return new Enclosure(Math.max(0, low), Math.nextUp(Math.nextUp(StrictMath.exp(hi))));
  }

  /** Of an interval within [0, pi/2]; {@link StrictMath#sin} is within one ulp. */
  public Enclosure sine() {
    double low = Math.nextDown(Math.nextDown(StrictMath.sin(lo)));
    double high = Math.nextUp(Math.nextUp(StrictMath.sin(hi)));
    return new Enclosure(Math.max(0, low), Math.min(1, high));
  }

  public Enclosure orZero() {
    return new Enclosure(Math.max(0, lo), Math.max(0, hi));
  }

  public static Enclosure largest(Enclosure one, Enclosure other) {
    return new Enclosure(Math.max(one.lo, other.lo), Math.max(one.hi, other.hi));
  }

  public static Enclosure smallest(Enclosure one, Enclosure other) {
    return new Enclosure(Math.min(one.lo, other.lo), Math.min(one.hi, other.hi));
  }

  /** The largest absolute value. */
  public double magnitude() {
    return Math.max(Math.abs(lo), Math.abs(hi));
  }
}
