package org.cotflow.sweep.grid;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Arithmetic over named numbers, as in the section {@code sweep}:
 *
 * <pre>
 *   or       = and {"||" and}                      1 where true, 0 where false;
 *   and      = not {"&amp;&amp;" not}                        what is not 0 is true
 *   not      = ["!"] compared
 *   compared = sum [("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "==" | "!=") sum]
 *   sum      = product {("+" | "-") product}
 *   product  = signed {("*" | "/") signed}
 *   signed   = "-" signed | power
 *   power    = atom ["^" signed]
 *   atom     = NUMBER | NAME | (sqrt | log | exp) "(" or ")" | "(" or ")"
 * </pre>
 *
 * <p>Names are paths such as {@code network.state-dim}: a minus sign between two letters belongs to
 * the name. Functions are those of {@link StrictMath}, so that values have the same bits on every
 * machine.
 */
public sealed interface Expression {
  /** The value of the expression for the given numbers. */
  double value(ToDoubleFunction<String> names);

  /** Adds the names that the value depends on. */
  void collectNames(Set<String> names);

  /** The names that the value depends on, sorted. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    collectNames(names);
    return names;
  }

  Map<String, DoubleUnaryOperator> FUNCTIONS =
      Map.of("sqrt", Math::sqrt, "log", StrictMath::log, "exp", StrictMath::exp);

  Map<String, DoubleBinaryOperator> OPERATORS =
      Map.ofEntries(
          Map.entry("||", (a, b) -> truth(a != 0 || b != 0)),
          Map.entry("&&", (a, b) -> truth(a != 0 && b != 0)),
          Map.entry("<", (a, b) -> truth(a < b)),
          Map.entry("<=", (a, b) -> truth(a <= b)),
          Map.entry(">", (a, b) -> truth(a > b)),
          Map.entry(">=", (a, b) -> truth(a >= b)),
          Map.entry("==", (a, b) -> truth(a == b)),
          Map.entry("!=", (a, b) -> truth(a != b)),
          Map.entry("+", (a, b) -> a + b),
          Map.entry("-", (a, b) -> a - b),
          Map.entry("*", (a, b) -> a * b),
          Map.entry("/", (a, b) -> a / b),
          Map.entry("^", StrictMath::pow));

  private static double truth(boolean holds) {
    return holds ? 1.0 : 0.0;
  }

  /** A number as it stands. */
  record Constant(double number) implements Expression {
    @Override
    public double value(ToDoubleFunction<String> names) {
      return number;
    }

    @Override
    public void collectNames(Set<String> names) {}
  }

  /** A name. */
  record Name(String path) implements Expression {
    @Override
    public double value(ToDoubleFunction<String> names) {
      return names.applyAsDouble(path);
    }

    @Override
    public void collectNames(Set<String> names) {
      names.add(path);
    }
  }

  /** A function, or a sign, of one value. */
  record Applied(DoubleUnaryOperator function, Expression argument) implements Expression {
    @Override
    public double value(ToDoubleFunction<String> names) {
      return function.applyAsDouble(argument.value(names));
    }

    @Override
    public void collectNames(Set<String> names) {
      argument.collectNames(names);
    }
  }

  /** Two values joined by one of {@link #OPERATORS}. */
  record Joined(DoubleBinaryOperator operator, Expression left, Expression right)
      implements Expression {
    @Override
    public double value(ToDoubleFunction<String> names) {
      return operator.applyAsDouble(left.value(names), right.value(names));
    }

    @Override
    public void collectNames(Set<String> names) {
      left.collectNames(names);
      right.collectNames(names);
    }
  }
}
