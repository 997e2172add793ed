package org.cotflow.sweep.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an {@link Expression} by recursive descent, one method per line of its grammar. */
final class ExpressionParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
              + "|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:[.-][A-Za-z_][A-Za-z0-9_]*)*)"
              + "|(?<sign>\\|\\||&&|<=|>=|==|!=|[-+*/^()<>!]))");

  /** No one writes formulas with deeper nesting. */
  private static final int DEEPEST = 200;

  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int depth;

  private enum Type {
    NUMBER,
    NAME,
    SIGN,
    END
  }

  private record Token(Type type, String text) {}

  private ExpressionParser(String text) throws Malformed {
    String stripped = text.strip();
    Matcher matcher = TOKEN.matcher(stripped);
    int at = 0;
    while (at < stripped.length()) {
      if (!matcher.region(at, stripped.length()).lookingAt()) {
        throw new Malformed("cannot read it from \"" + stripped.substring(at).strip() + "\" on");
      }
      tokens.add(token(matcher));
      at = matcher.end();
    }
    tokens.add(new Token(Type.END, "its end"));
  }

  private static Token token(Matcher matcher) {
    if (matcher.group("number") != null) {
      return new Token(Type.NUMBER, matcher.group("number"));
    }
    String name = matcher.group("name");
    return name != null ? new Token(Type.NAME, name) : new Token(Type.SIGN, matcher.group("sign"));
  }

  /** The reason why a text is wrong, to follow the name of its place. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * The expression in a text.
   *
   * @throws Malformed where it is none
   */
  static Expression parse(String text) throws Malformed {
    ExpressionParser parser = new ExpressionParser(text);
    Expression whole = parser.or();
    if (parser.peek().type() != Type.END) {
      throw parser.unexpected();
    }
    return whole;
  }

  private Expression or() throws Malformed {
    Expression left = and();
    while (take("||")) {
      left = joined("||", left, and());
    }
    return left;
  }

  private Expression and() throws Malformed {
    Expression left = not();
    while (take("&&")) {
      left = joined("&&", left, not());
    }
    return left;
  }

  private Expression not() throws Malformed {
    boolean negated = take("!");
    Expression compared = compared();
    return negated ? new Expression.Applied(x -> x == 0 ? 1.0 : 0.0, compared) : compared;
  }

  private Expression compared() throws Malformed {
    Expression left = sum();
    for (String sign : List.of("<=", ">=", "==", "!=", "<", ">")) {
      if (take(sign)) {
        return joined(sign, left, sum());
      }
    }
    return left;
  }

  private Expression sum() throws Malformed {
    Expression left = product();
    while (true) {
      if (take("+")) {
        left = joined("+", left, product());
      } else if (take("-")) {
        left = joined("-", left, product());
      } else {
        return left;
      }
    }
  }

  private Expression product() throws Malformed {
    Expression left = signed();
    while (true) {
      if (take("*")) {
        left = joined("*", left, signed());
      } else if (take("/")) {
        left = joined("/", left, signed());
      } else {
        return left;
      }
    }
  }

  private Expression signed() throws Malformed {
    if (++depth > DEEPEST) {
      throw new Malformed("nested too deeply");
    }
    Expression result = take("-") ? new Expression.Applied(x -> -x, signed()) : power();
    depth--;
    return result;
  }

  private Expression power() throws Malformed {
    Expression base = atom();
    return take("^") ? joined("^", base, signed()) : base;
  }

  private Expression atom() throws Malformed {
    Token token = peek();
    if (token.type() == Type.NUMBER) {
      next++;
      return new Expression.Constant(Double.parseDouble(token.text()));
    }
    if (take("(")) {
      return closed();
    }
    if (token.type() != Type.NAME) {
      throw unexpected();
    }
    next++;
    if (!Expression.FUNCTIONS.containsKey(token.text())) {
      return new Expression.Name(token.text());
    }
    if (!take("(")) {
      throw new Malformed("expected ( behind " + token.text() + ", found " + peek().text());
    }
    return new Expression.Applied(Expression.FUNCTIONS.get(token.text()), closed());
  }

  private Expression closed() throws Malformed {
    Expression inner = or();
    if (!take(")")) {
      throw new Malformed("expected ), found " + peek().text());
    }
    return inner;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean take(String sign) {
    Token token = peek();
    boolean found = token.type() == Type.SIGN && token.text().equals(sign);
    next += found ? 1 : 0;
    return found;
  }

  private Malformed unexpected() {
    return new Malformed("expected a number, a key or (, found " + peek().text());
  }

  private static Expression joined(String sign, Expression left, Expression right) {
    return new Expression.Joined(Expression.OPERATORS.get(sign), left, right);
  }
}
