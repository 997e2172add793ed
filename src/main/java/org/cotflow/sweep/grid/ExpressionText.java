package org.cotflow.sweep.grid;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.cotflow.base.ShortestDouble;

/**
 * Writes an expression as people do: {@code 1 / sqrt(network.depth * network.width)} becomes
 * 1/&radic;(K&middot;M) where names have symbols.
 *
 * @param names the symbols of paths
 */
public record ExpressionText(UnaryOperator<String> names) {
  private static final int SUM = 4;
  private static final int PRODUCT = 5;
  private static final int SIGN = 6;
  private static final int POWER = 7;
  private static final int ATOM = 8;

  /** How strongly operators bind. */
  private static final Map<String, Integer> LEVELS =
      Map.of("||", 1, "&&", 2, "+", SUM, "-", SUM, "*", PRODUCT, "/", PRODUCT, "^", POWER);

  private static final int COMPARISON = 3;

  /** An expression. */
  public String of(Expression expression) {
    return text(expression, 0);
  }

  /** A number times an expression, such as 0.4/K. */
  public String times(String number, Expression expression) {
    if (isOne(expression)) {
      return number;
    }
    if (expression instanceof Expression.Joined joined
        && symbol(joined).equals("/")
        && isOne(joined.left())) {
      return number + "/" + text(joined.right(), PRODUCT + 1);
    }
    return number + "\u00b7" + text(expression, PRODUCT);
  }

  private static boolean isOne(Expression expression) {
    return expression instanceof Expression.Constant constant && constant.number() == 1;
  }

  /** In brackets where it binds less than is needed. */
  private String text(Expression expression, int needed) {
    String text;
    int level = ATOM;
    if (expression instanceof Expression.Constant constant) {
      double number = constant.number();
      text =
          number == Math.rint(number) && Math.abs(number) < 1e15
              ? String.valueOf((long) number)
              : ShortestDouble.of(number);
    } else if (expression instanceof Expression.Name name) {
      text = names.apply(name.path());
    } else if (expression instanceof Expression.Applied applied) {
      String function = function(applied);
      level = function.isEmpty() ? SIGN : ATOM;
      text =
          function.isEmpty()
              ? "\u2212" + text(applied.argument(), SIGN)
              : function + "(" + text(applied.argument(), 0) + ")";
    } else {
      Expression.Joined joined = (Expression.Joined) expression;
      String symbol = symbol(joined);
      level = LEVELS.getOrDefault(symbol, COMPARISON);
      boolean power = symbol.equals("^");
      text =
          text(joined.left(), power ? level + 1 : level)
              + shown(symbol)
              + text(joined.right(), power ? SIGN : level + 1);
    }
    return level < needed ? "(" + text + ")" : text;
  }

  private static String shown(String symbol) {
    return switch (symbol) {
      case "*" -> "\u00b7";
      case "/", "^" -> symbol;
      case "-" -> " \u2212 ";
      default -> " " + symbol + " ";
    };
  }

  /** Empty for a sign. */
  private static String function(Expression.Applied applied) {
    for (Map.Entry<String, ?> known : Expression.FUNCTIONS.entrySet()) {
      if (known.getValue() == applied.function()) {
        return known.getKey().equals("sqrt") ? "\u221a" : known.getKey();
      }
    }
    return "";
  }

  private static String symbol(Expression.Joined joined) {
    for (Map.Entry<String, ?> known : Expression.OPERATORS.entrySet()) {
      if (known.getValue() == joined.operator()) {
        return known.getKey();
      }
    }
    throw new IllegalArgumentException("an operator of no name");
  }
}
