package org.cotflow.report.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentSource;
import org.cotflow.report.chart.Numbers;
import org.cotflow.sweep.LawRow;
import org.cotflow.sweep.SweepFiles;
import org.cotflow.sweep.grid.Expression;
import org.cotflow.sweep.grid.ExpressionText;
import org.cotflow.sweep.grid.LawSpec;
import org.cotflow.sweep.grid.SweepReader;

/**
 * The laws of a sweep as formulas with their fitted numbers, such as
 *
 * <pre>
 *   output error = a/K + c/&radic;(K&middot;M) = 0.0047/K + 0.399/&radic;(K&middot;M)
 * </pre>
 */
public final class LawFormulas {
  private static final Map<String, String> SYMBOLS =
      Map.of(
          "network.depth", "K", "network.width", "M", "data.samples", "N", "flow.step", "\u03c4");

  private static final ExpressionText TEXT =
      new ExpressionText(name -> SYMBOLS.getOrDefault(name, name));

  private static final String COEFFICIENT = "coefficient";

  private final Map<String, LawSpec> specs = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> constants = new LinkedHashMap<>();

  private LawFormulas() {}

  /** Of a sweep whose configuration can be read; there are none otherwise. */
  public static LawFormulas of(ReportedSweep sweep) {
    LawFormulas formulas = new LawFormulas();
    try {
      ExperimentSource source = ExperimentSource.parse(sweep.stored().config(), SweepFiles.CONFIG);
      SweepReader.read(source).laws().forEach(law -> formulas.specs.put(law.name(), law));
    } catch (UserInputException unread) {
      return formulas;
    }
    for (LawRow row : sweep.stored().laws()) {
      if (!row.isSpread() && row.estimate() != null && formulas.specs.containsKey(row.law())) {
        formulas
            .constants
            .computeIfAbsent(name(row.law(), row.group()), key -> new LinkedHashMap<>())
            .put(row.term(), Numbers.brief(row.estimate(), 3));
      }
    }
    return formulas;
  }

  private static String name(String law, String group) {
    return group.isEmpty() ? law : law + ", " + group;
  }

  /** All of them by the names of their laws and groups. */
  public Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    constants.forEach((name, numbers) -> all.put(name, formula(spec(name), numbers)));
    return all;
  }

  /** Where symbols stand for keys. */
  public static String symbols() {
    return "K is network.depth, M is network.width.";
  }

  /** The formula of a fit; null where it is not known. */
  String of(String law, String group) {
    String name = name(law, group);
    return constants.containsKey(name) ? formula(spec(name), constants.get(name)) : null;
  }

  private LawSpec spec(String name) {
    return specs.get(name.split(", ", 2)[0]);
  }

  /**
   * The formula of a law.
   *
   * @param numbers the constants by their names in laws.csv
   */
  static String formula(LawSpec law, Map<String, String> numbers) {
    Map<String, String> letters = new LinkedHashMap<>();
    numbers.keySet().forEach(term -> letters.put(term, term));
    String left = law.of().replace('_', ' ') + " = ";
    if (law.terms().isEmpty()) {
      return left + power(law, numbers);
    }
    return left + (law.freeExponents() ? "" : sum(law, letters) + " = ") + sum(law, numbers);
  }

  private static String power(LawSpec law, Map<String, String> numbers) {
    StringBuilder product = new StringBuilder(numbers.getOrDefault(COEFFICIENT, COEFFICIENT));
    for (String key : law.powers()) {
      product
          .append(" ")
          .append(SYMBOLS.getOrDefault(key, key))
          .append("^")
          .append(signed(numbers.getOrDefault(key, "?")));
    }
    return product.toString();
  }

  private static String sum(LawSpec law, Map<String, String> numbers) {
    List<String> terms = new ArrayList<>();
    for (Map.Entry<String, Expression> term : law.terms().entrySet()) {
      String constant = signed(numbers.getOrDefault(term.getKey(), "?"));
      String exponent = numbers.get(term.getKey() + "^");
      String text =
          exponent != null
              ? constant + " (" + TEXT.of(term.getValue()) + ")^" + signed(exponent)
              : TEXT.times(constant, term.getValue());
      terms.add(law.quadrature() ? "(" + text + ")\u00b2" : text);
    }
    String sum = String.join(" + ", terms).replace("+ \u2212", "\u2212 ");
    return law.quadrature() ? "\u221a(" + sum + ")" : sum;
  }

  private static String signed(String number) {
    return number.startsWith("-") ? "\u2212" + number.substring(1) : number;
  }
}
