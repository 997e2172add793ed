package org.cotflow.config.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cotflow.base.Keyword;
import org.cotflow.base.ShortestDouble;

/**
 * What a key of the configuration can hold: how its value is read and checked, how it is written so
 * that it reads back equal (doubles to the same bits), and how an error message calls it.
 *
 * <p>Numbers and switches may also be written as strings, and a list of one as its element, as
 * values from the command line are.
 *
 * @param expected ends the sentence "expected ..."
 * @param parse reads a value; throws {@link Mismatch} where it is not of this type or out of range
 * @param render writes a value as HOCON
 */
public record ValueType<T>(String expected, Parse<T> parse, Function<T, String> render) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** More digits before the decimal point than any whole number of a configuration has. */
  private static final int WHOLE_DIGITS = 25;

  /** Reads one value. */
  public interface Parse<T> {
    T from(ConfigValue value) throws Mismatch;
  }

  /** The value is not what the key can hold. */
  public static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    public Mismatch() {
      super(null, null, false, false);
    }
  }

  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  public static ValueType<Integer> whole(int least, int most) {
    return new ValueType<>(
        "a whole number >= " + least + " and <= " + most,
        value -> Math.toIntExact(wholeBetween(value, least, most)),
        String::valueOf);
  }

  /** Any 64-bit whole number. */
  public static ValueType<Long> seed() {
    return new ValueType<>(
        "a whole number of 64 bits",
        value -> wholeBetween(value, Long.MIN_VALUE, Long.MAX_VALUE),
        String::valueOf);
  }

  public static ValueType<Double> real(String range, DoublePredicate accepted) {
    return new ValueType<>(
        "a finite number" + range, value -> realNumber(value, accepted), ShortestDouble::of);
  }

  public static ValueType<Boolean> flag() {
    return new ValueType<>(
        "true or false",
        value ->
            switch (scalar(value)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new Mismatch();
            },
        String::valueOf);
  }

  public static ValueType<String> text(String expected, Predicate<String> accepted) {
    return new ValueType<>(
        expected,
        value -> {
          String text = scalar(value);
          require(accepted.test(text));
          return text;
        },
        ConfigUtil::quoteString);
  }

  /** The constants of an enum, in lower case with dashes. */
  public static ValueType<Enum<?>> choice(Class<? extends Enum<?>> type) {
    Enum<?>[] constants = type.getEnumConstants();
    String allowed = Stream.of(constants).map(Keyword::of).collect(Collectors.joining(", "));
    return new ValueType<>(
        constants.length == 1 ? allowed : "one of " + allowed,
        value -> {
          String text = scalar(value);
          return Stream.of(constants)
              .filter(constant -> Keyword.of(constant).equals(text))
              .findFirst()
              .orElseThrow(Mismatch::new);
        },
        Keyword::of);
  }

  /**
   * One value or a list of values.
   *
   * @param repeats whether equal values are allowed; a list of one is then written as its element
   */
  public static <E> ValueType<List<E>> listOf(
      ValueType<E> element, boolean repeats, boolean emptyAllowed, String expected) {
    return new ValueType<>(
        expected,
        value -> {
          List<E> all = new ArrayList<>();
          for (ConfigValue one : elements(value)) {
            all.add(element.parse.from(one));
          }
          require(emptyAllowed || !all.isEmpty());
          require(repeats || new HashSet<>(all).size() == all.size());
          return List.copyOf(all);
        },
        all ->
            repeats && all.size() == 1
                ? element.render.apply(all.get(0))
                : all.stream().map(element.render).collect(Collectors.joining(", ", "[", "]")));
  }

  /** This type, or {@code absent}, written {@code keyword} (which may be "null" itself). */
  public ValueType<T> or(String keyword, T absent) {
    return new ValueType<>(
        expected + " or " + keyword,
        value ->
            value.valueType() == ConfigValueType.NULL || isWord(value, keyword)
                ? absent
                : parse.from(value),
        value -> value == null || value.equals(absent) ? keyword : render.apply(value));
  }

  private static boolean isWord(ConfigValue value, String keyword) {
    return !keyword.equals("null")
        && value.valueType() == ConfigValueType.STRING
        && value.unwrapped().equals(keyword);
  }

  /** The text of a string, number or boolean, a number as it was written. */
  public static String scalar(ConfigValue value) throws Mismatch {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> value.atKey("value").getString("value");
      case NULL, LIST, OBJECT -> throw new Mismatch();
    };
  }

  private static List<? extends ConfigValue> elements(ConfigValue value) {
    return value instanceof ConfigList list ? list : List.of(value);
  }

  private static void require(boolean fits) throws Mismatch {
    if (!fits) {
      throw new Mismatch();
    }
  }

  private static double realNumber(ConfigValue value, DoublePredicate accepted) throws Mismatch {
    String text = scalar(value);
    require(isNumber(text));
    double number = Double.parseDouble(text);
    require(Double.isFinite(number) && accepted.test(number));
    return number;
  }

  private static long wholeBetween(ConfigValue value, long least, long most) throws Mismatch {
    String text = scalar(value);
    require(isNumber(text));
    try {
      BigDecimal number = new BigDecimal(text);
      require(number.precision() - (long) number.scale() <= WHOLE_DIGITS);
      long whole = number.longValueExact();
      require(whole >= least && whole <= most);
      return whole;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Mismatch();
    }
  }
}
