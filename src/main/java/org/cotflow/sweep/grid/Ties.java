package org.cotflow.sweep.grid;

import static org.cotflow.sweep.grid.SweepSection.complaint;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.ExperimentSource;

/** Computes tied keys from the others, each after those that it depends on. */
final class Ties {
  private final Map<String, Tie> byKey = new LinkedHashMap<>();
  private final ExperimentSource.Variant variant;
  private final StateDims stateDims;
  private final Map<String, Number> known = new HashMap<>();

  private Ties(List<Tie> ties, ExperimentSource.Variant variant, StateDims stateDims) {
    ties.forEach(tie -> byKey.put(tie.key(), tie));
    this.variant = variant;
    this.stateDims = stateDims;
  }

  /**
   * The values of all ties, where the keys that are not tied are as in {@code variant}.
   *
   * @throws org.cotflow.base.UserInputException where one is not a number that its key can hold
   */
  static Map<String, ConfigValue> values(
      List<Tie> ties, ExperimentSource.Variant variant, StateDims stateDims) {
    return values(ties, new Ties(ties, variant, stateDims));
  }

  /**
   * The values of ties whose formulas speak of {@code variant} alone, not of each other, so that a
   * key may be computed from its own value there.
   *
   * @throws org.cotflow.base.UserInputException where one is not a number that its key can hold
   */
  static Map<String, ConfigValue> overrides(
      List<Tie> ties, ExperimentSource.Variant variant, StateDims stateDims) {
    return values(ties, new Ties(List.of(), variant, stateDims));
  }

  private static Map<String, ConfigValue> values(List<Tie> ties, Ties computed) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    for (Tie tie : ties) {
      boolean among = computed.byKey.containsKey(tie.key());
      Number number = among ? computed.number(tie.key(), tie) : computed.computed(tie);
      ConfigValue value = ConfigValueFactory.fromAnyRef(number, "sweep: " + tie.text());
      ConfigKeys.read(tie.key(), value);
      values.put(tie.key(), value);
    }
    return values;
  }

  private Number number(String key, Tie asking) {
    Number number = known.get(key);
    if (number == null) {
      number = byKey.containsKey(key) ? computed(byKey.get(key)) : given(key, asking);
      known.put(key, number);
    }
    return number;
  }

  private Number given(String key, Tie asking) {
    Double number = variant.number(key);
    boolean ofData = byKey.keySet().stream().noneMatch(tied -> tied.startsWith("data."));
    if (number == null && key.equals("network.state-dim") && ofData) {
      return stateDims.of(variant.experiment()); // as it will be, also where it is auto
    }
    if (number == null) {
      throw complaint(
          asking.written(),
          asking.key(),
          key + " has no number here (it may be auto, null or a list); set it to one");
    }
    return number;
  }

  /** Rounded to the nearest whole number where the key holds such. */
  private Number computed(Tie tie) {
    double value = tie.expression().value(name -> number(name, tie).doubleValue());
    if (!Double.isFinite(value)) {
      Map<String, Number> with = new LinkedHashMap<>();
      tie.expression().names().forEach(name -> with.put(name, known.get(name)));
      throw complaint(tie.written(), tie.key(), tie.text() + " is " + value + " for " + with);
    }
    boolean whole = ConfigKeys.kind(tie.key()) == ConfigKeys.Kind.WHOLE;
    return whole ? (Number) (long) Math.rint(value) : (Number) value;
  }

  /**
   * Checks that every tie can be computed after others.
   *
   * @throws org.cotflow.base.UserInputException naming the keys of a cycle
   */
  static void requireNoCycle(List<Tie> ties) {
    Map<String, Tie> byKey = new HashMap<>();
    ties.forEach(tie -> byKey.put(tie.key(), tie));
    Set<String> done = new LinkedHashSet<>();
    for (Tie tie : ties) {
      visit(tie, byKey, new ArrayList<>(), done);
    }
  }

  private static void visit(Tie tie, Map<String, Tie> byKey, List<String> chain, Set<String> done) {
    if (done.contains(tie.key())) {
      return;
    }
    if (chain.contains(tie.key())) {
      throw complaint(
          tie.written(),
          tie.key(),
          "depends on itself: " + String.join(" -> ", chain) + " -> " + tie.key());
    }
    chain.add(tie.key());
    for (String name : tie.expression().names()) {
      if (byKey.containsKey(name)) {
        visit(byKey.get(name), byKey, chain, done);
      }
    }
    chain.remove(chain.size() - 1);
    done.add(tie.key());
  }
}
