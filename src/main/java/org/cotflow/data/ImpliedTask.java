package org.cotflow.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.data.column.CellTime;

/** The task that the target implies where {@code data.task} is not set. */
public final class ImpliedTask {
  /**
   * Numbers are taken for labels up to this many distinct ones, if each is there twice on average.
   */
  private static final int MOST_GUESSED_CLASSES = 20;

  private ImpliedTask() {}

  /**
   * Classification for text labels, for sources that say so, and for one column of at most {@value
   * #MOST_GUESSED_CLASSES} distinct integers with at least two samples each on average; else
   * regression.
   */
  public static DataSpec.Task of(RawTarget target) {
    boolean labels =
        target instanceof RawTarget.Numbers numbers
            ? switch (numbers.meaning()) {
              case LABELS -> true;
              case QUANTITIES, DAYS -> false;
              case UNSAID -> areLabels(numbers);
            }
            : !areDates((RawTarget.Texts) target);
    return labels ? DataSpec.Task.CLASSIFICATION : DataSpec.Task.REGRESSION;
  }

  private static boolean areLabels(RawTarget.Numbers numbers) {
    int distinct = isWhole(numbers) ? distinct(numbers) : 0;
    return distinct >= 2
        && distinct <= MOST_GUESSED_CLASSES
        && 2 * distinct <= numbers.values().length;
  }

  /** Whether one column holds whole numbers alone. */
  private static boolean isWhole(RawTarget.Numbers numbers) {
    return numbers.names().size() == 1
        && Arrays.stream(numbers.values()).allMatch(value -> value == Math.rint(value));
  }

  private static int distinct(RawTarget.Numbers numbers) {
    double[] values = numbers.values().clone();
    Arrays.sort(values);
    int distinct = 0;
    for (int i = 0; i < values.length; i++) {
      distinct += i == 0 || values[i] != values[i - 1] ? 1 : 0; // -0.0 is 0.0
    }
    return distinct;
  }

  private static boolean areDates(RawTarget.Texts texts) {
    return Arrays.stream(texts.values())
        .filter(Objects::nonNull)
        .allMatch(text -> CellTime.days(text).isPresent());
  }

  /**
   * Stops where the target may mean two things: dates may be labels or moments, and what hardly
   * repeats is more likely a number, which text writes in another way.
   *
   * @throws UserInputException with the settings that decide
   */
  static void requireOne(RawSamples raw) {
    RawTarget target = raw.target();
    if (target instanceof RawTarget.Texts texts) {
      if (areDates(texts)) {
        throw dates(raw, "data.task = classification if they are labels, or ");
      }
      long distinct = Arrays.stream(texts.values()).distinct().count();
      if (hardlyRepeats(distinct, raw.count())) {
        throw new UserInputException(
            ("%s, target %s: %s different texts in %s samples, such as %s; set data.task ="
                    + " classification if they are labels")
                .formatted(raw.origin(), texts.name(), distinct, raw.count(), texts.firstText()));
      }
    } else if (target instanceof RawTarget.Numbers numbers) {
      if (numbers.meaning() == RawTarget.Meaning.DAYS) {
        throw dates(raw, "");
      }
      if (numbers.meaning() == RawTarget.Meaning.LABELS
          && hardlyRepeats(distinct(numbers), raw.count())) {
        throw new UserInputException(
            ("%s, target %s: %s different integers in %s samples: set data.task = classification"
                    + " if they are labels, or data.task = regression if they are quantities")
                .formatted(raw.origin(), numbers.names().get(0), distinct(numbers), raw.count()));
      }
    }
  }

  private static UserInputException dates(RawSamples raw, String labels) {
    return new UserInputException(
        "%s: the target %s holds dates: set %sdata.task = regression to learn days since 1970-01-01"
            .formatted(raw.origin(), raw.target().names().get(0), labels));
  }

  /** What was taken for the task, in words, where the target may be understood in another way. */
  static List<String> notes(RawTarget target, DataSpec.Task task) {
    if (target instanceof RawTarget.Texts texts) {
      return Arrays.stream(texts.values()).noneMatch(text -> CellNumber.of(text).isPresent())
          ? List.of()
          : List.of(
              assumed(task, "the target %s holds numbers and text, %s")
                  .formatted(texts.name(), texts.firstText()));
    }
    RawTarget.Numbers numbers = (RawTarget.Numbers) target;
    if (isWhole(numbers)) {
      return List.of(
          assumed(task, "the target %s holds %s different whole numbers")
              .formatted(numbers.names().get(0), distinct(numbers)));
    }
    return isOneHot(numbers)
        ? List.of(
            assumed(
                    task,
                    "each row of %s, ... is a single 1 among zeros; labels of a"
                        + " classification are one column")
                .formatted(numbers.names().get(0)))
        : List.of();
  }

  private static String assumed(DataSpec.Task task, String why) {
    return "data.task = " + Keyword.of(task) + " is assumed: " + why;
  }

  /** Whether there are several columns and each row has a single 1 among zeros. */
  private static boolean isOneHot(RawTarget.Numbers numbers) {
    int columns = numbers.names().size();
    double[] values = numbers.values();
    for (int row = 0; row < values.length; row += columns) {
      int ones = 0;
      for (int i = row; i < row + columns; i++) {
        ones += values[i] == 1 ? 1 : values[i] == 0 ? 0 : 2;
      }
      if (ones != 1) {
        return false;
      }
    }
    return columns > 1;
  }

  private static boolean hardlyRepeats(long distinct, int samples) {
    return distinct > MOST_GUESSED_CLASSES && 2 * distinct > samples;
  }
}
