package org.cotflow.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.cotflow.base.NearestName;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.CellRule;
import org.cotflow.data.column.ColumnRules;
import org.cotflow.data.column.TableBuilder;

/**
 * Which columns of a table are read.
 *
 * @param names the names of all columns
 * @param features indices of the feature columns, in their order as inputs
 * @param targets indices of the target columns; empty when only features are read
 * @param featureRules what each feature column may hold
 * @param targetRules likewise
 * @param missingWords texts that count as missing
 */
public record ColumnSelection(
    List<String> names,
    int[] features,
    int[] targets,
    List<CellRule> featureRules,
    List<CellRule> targetRules,
    List<String> missingWords) {
  /** Decides once the columns of a table are known. */
  @FunctionalInterface
  public interface Chooser {
    /**
     * @param named false if the names are only the indices
     */
    ColumnSelection choose(List<String> names, boolean named);
  }

  /**
   * The targets of a specification (default: the last column but the index) and its features
   * (default: all others).
   */
  public static ColumnSelection forTraining(List<String> names, DataSpec spec, String origin) {
    checkDistinct(names, origin);
    if (names.size() < 2) {
      throw new UserInputException(
          ("%s has %s column%s; features and a target are needed (see " + "data.separator)")
              .formatted(
                  origin,
                  names.size(),
                  names.isEmpty() ? "s" : " (\"" + shortened(names.get(0)) + "\")"));
    }
    Set<Integer> taken = new HashSet<>();
    if (spec.indexColumn() != null && !spec.indexColumn().equals(IndexColumn.NONE)) {
      taken.add(indices(names, List.of(spec.indexColumn()), "index", origin)[0]);
    }
    int last = names.size() - 1;
    int[] targets =
        spec.target().isEmpty()
            ? new int[] {taken.contains(last) ? last - 1 : last}
            : indices(names, spec.target(), "target", origin);
    for (int target : targets) {
      if (!taken.add(target)) {
        throw new UserInputException(
            origin + ": column " + names.get(target) + " is a target and also the index");
      }
    }
    int[] features =
        spec.features().isEmpty()
            ? IntStream.range(0, names.size()).filter(i -> !taken.contains(i)).toArray()
            : indices(names, spec.features(), "feature", origin);
    for (int feature : features) {
      if (taken.contains(feature)) {
        throw new UserInputException(
            origin
                + ": column "
                + names.get(feature)
                + " is a feature and also a target or the index");
      }
    }
    if (features.length == 0) {
      throw new UserInputException(origin + ": all columns are targets; no feature is left");
    }
    ColumnRules rules = spec.columnRules();
    rules.requireNames(names, origin);
    return new ColumnSelection(
        names,
        features,
        targets,
        IntStream.of(features).mapToObj(names::get).map(rules::feature).toList(),
        IntStream.of(targets).mapToObj(names::get).map(rules::target).toList(),
        rules.missingWords());
  }

  /** The columns that a trained network reads, and those of the truth where they are there. */
  public static ColumnSelection forPrediction(
      List<String> names, boolean named, NetworkColumns columns, String origin) {
    checkDistinct(names, origin);
    int[] features = features(names, named, columns.features(), origin);
    int[] truth = new int[0];
    if (columns.named()) {
      truth = indices(names, columns.truth(), "truth", origin);
    } else if (named && names.containsAll(columns.truth())) {
      truth = columns.truth().stream().mapToInt(names::indexOf).toArray();
    }
    for (int column : truth) {
      if (IntStream.of(features).anyMatch(feature -> feature == column)) {
        throw new UserInputException(
            "%s: column %s is a feature of the network and cannot be the truth"
                .formatted(origin, names.get(column)));
      }
    }
    return new ColumnSelection(
        names,
        features,
        truth,
        columns.encoding().cellRules(),
        Collections.nCopies(truth.length, CellRule.TRUTH),
        columns.missingWords());
  }

  /** Collects the cells of the feature columns. */
  public TableBuilder table(String origin) {
    return new TableBuilder(featureNames(), featureRules, missingWords, origin);
  }

  private static int[] features(
      List<String> names, boolean named, List<String> wanted, String origin) {
    if (!named && names.size() == wanted.size()) {
      return IntStream.range(0, names.size()).toArray();
    }
    if (!named && !names.containsAll(wanted)) {
      throw new UserInputException(
          "%s has no header and %s columns; the network reads %s features: %s"
              .formatted(origin, names.size(), wanted.size(), shortened(String.join(",", wanted))));
    }
    int[] features = new int[wanted.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = names.indexOf(wanted.get(i));
      if (features[i] < 0) {
        throw missing(names, wanted.get(i), "feature", origin);
      }
    }
    return features;
  }

  public List<String> featureNames() {
    return IntStream.of(features).mapToObj(names::get).toList();
  }

  public List<String> targetNames() {
    return IntStream.of(targets).mapToObj(names::get).toList();
  }

  private static int[] indices(
      List<String> names, List<String> wanted, String what, String origin) {
    List<Integer> indices = new ArrayList<>();
    for (String name : wanted) {
      int index = names.indexOf(name);
      if (index < 0 && name.matches("[0-9]{1,9}") && Integer.parseInt(name) < names.size()) {
        index = Integer.parseInt(name);
      }
      if (index < 0) {
        throw missing(names, name, what, origin);
      }
      if (indices.contains(index)) {
        throw new UserInputException(
            origin + ": " + what + " column " + names.get(index) + " is named twice");
      }
      indices.add(index);
    }
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  private static UserInputException missing(
      List<String> names, String name, String what, String origin) {
    String nearest = NearestName.of(name, names).orElse("");
    return new UserInputException(
        ("%s has no %s column \"%s\"; the nearest name is \"%s\" (or give an index, 0 " + "to %s)")
            .formatted(origin, what, name, nearest, names.size() - 1));
  }

  private static void checkDistinct(List<String> names, String origin) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new UserInputException(
            origin + " has two columns named \"" + name + "\"; rename one of them");
      }
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
