package org.cotflow.cli.terminal;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Printable;

/**
 * Progress as text: one line that fits the width it is given.
 *
 * @param name of what makes progress
 * @param counted what lines call the count
 * @param each one of what is counted; empty where they take so different times that their mean says
 *     nothing
 * @param from the count at the beginning
 * @param to the count at the end
 */
record ProgressText(String name, String counted, String each, int from, int to) {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter LATER =
      DateTimeFormatter.ofPattern("MMM d HH:mm", Locale.ROOT);
  private static final String GAP = "  ";
  private static final int SMALLEST_BAR = 12;
  private static final int LARGEST_BAR = 42;

  /**
   * How far it is.
   *
   * @param share of the work that this call has done, in [0, 1]
   * @param seconds from the beginning until the count was reached
   * @param since seconds since it was reached
   * @param detail further numbers, two blanks between them
   * @param doing what is done beside counting; null where counting goes on
   */
  record State(
      int count,
      double share,
      double seconds,
      double since,
      String detail,
      String doing,
      LocalDateTime now) {}

  /** Without a terminal: everything that is known. */
  String line(State state) {
    List<String> parts = new ArrayList<>(List.of(counted + " " + state.count() + "/" + to));
    if (state.doing() != null) {
      parts.add(state.doing());
      return String.join(GAP, parts);
    }
    if (!state.detail().isEmpty()) {
      parts.add(state.detail());
    }
    if (isBetween(state)) {
      if (!each.isEmpty()) {
        parts.add(pace(state));
      }
      parts.add(left(state) + ", ends " + end(state));
    }
    return String.join(GAP, parts);
  }

  /**
   * On a terminal: less where it is narrow, and never as wide as {@code columns}. What is left out
   * first: further numbers, the bar, the time of the end, seconds per step, the count, the name.
   * What is done beside counting stays, cut where it is too long.
   */
  String bar(State state, int columns) {
    int room = columns - 1;
    int percent = to == 0 ? 100 : (int) (100L * state.count() / to);
    Row row = new Row(room);
    if (state.doing() != null) {
      row.add(3, cut(state.doing(), room));
    }
    row.add(1, percent + "%");
    if (state.doing() == null && isBetween(state)) {
      row.add(3, left(state));
    }
    row.add(0, name);
    row.add(2, state.count() + "/" + to);
    if (state.count() > from && !each.isEmpty()) {
      row.add(2.5, pace(state));
    }
    if (state.doing() == null && isBetween(state)) {
      row.add(4, "ends " + end(state));
    }
    boolean bar = row.add(1.5, "#".repeat(SMALLEST_BAR));
    for (String number : state.detail().split(GAP)) {
      if (number.isEmpty() || !row.add(5, number)) {
        break;
      }
    }
    if (bar) {
      int size = Math.min(LARGEST_BAR, SMALLEST_BAR + Math.max(0, row.free())) - 2;
      int done = to == 0 ? size : (int) ((long) size * state.count() / to);
      String drawn = "=".repeat(done) + (done < size ? ">" : "");
      row.replace(1.5, "[" + drawn + " ".repeat(size - drawn.length()) + "]");
    }
    return row.text();
  }

  /** Parts of a line by their place in it, those that came first where they do not all fit. */
  private static final class Row {
    private record Part(double place, String text) {}

    private final List<Part> parts = new ArrayList<>();
    private final int room;

    Row(int room) {
      this.room = room;
    }

    boolean add(double place, String text) {
      int needed = length(text) + (parts.isEmpty() ? 0 : GAP.length());
      if (needed > free()) {
        return false;
      }
      int at = 0;
      while (at < parts.size() && parts.get(at).place() <= place) {
        at++;
      }
      parts.add(at, new Part(place, text));
      return true;
    }

    void replace(double place, String text) {
      parts.replaceAll(part -> part.place() == place ? new Part(place, text) : part);
    }

    int free() {
      return room - length(text());
    }

    String text() {
      return String.join(GAP, parts.stream().map(Part::text).toList());
    }

    private static int length(String text) {
      return text.codePointCount(0, text.length());
    }
  }

  /** As many words as there is room for. */
  private static String cut(String text, int room) {
    if (text.length() <= room) {
      return text;
    }
    int blank = text.lastIndexOf(' ', room);
    return text.substring(0, blank > 0 ? blank : room);
  }

  private boolean isBetween(State state) {
    return state.count() > from && state.count() < to && state.share() > 0;
  }

  private String pace(State state) {
    double pace = state.seconds() / Math.max(1, state.count() - from);
    return String.format(Locale.ROOT, pace < 1000 ? "%.3g s/%s" : "%.0f s/%s", pace, each);
  }

  private static double secondsLeft(State state) {
    return Math.max(0, state.seconds() * (1 / state.share() - 1) - state.since());
  }

  private static String left(State state) {
    return Printable.duration(secondsLeft(state)) + " left";
  }

  private static String end(State state) {
    LocalDateTime end = state.now().plusSeconds(Math.round(Math.min(1e9, secondsLeft(state))));
    return end.format(end.toLocalDate().equals(state.now().toLocalDate()) ? TODAY : LATER);
  }
}
