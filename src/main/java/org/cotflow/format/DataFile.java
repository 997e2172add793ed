package org.cotflow.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;

/**
 * One of the files that a user's path stands for: a file, a directory of part files, or a pattern
 * such as {@code /x/part-*.csv} (*, ?, [a-z], {a,b}).
 *
 * <p>Parts come in the order of their names. Hidden files and markers, whose names begin with a dot
 * or an underscore, are no parts. Directories named {@code year=2024}, as Hive and Spark write
 * them, hold the value of a column for all files below.
 *
 * @param partition the columns in the names of its directories, outermost first; null where Hive
 *     has its word for null
 */
public record DataFile(Location location, Map<String, String> partition) {
  private static final Pattern PARTITION = Pattern.compile("([^=]+)=(.*)");
  private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  /**
   * The files that a path stands for; a path without a pattern that is no directory is one file,
   * whether it exists or not.
   *
   * @throws UserInputException if no file matches a pattern, or a directory has a name that is no
   *     partition
   */
  public static List<DataFile> of(String path) throws IOException {
    Location place = Locations.of(path);
    List<DataFile> files = new ArrayList<>();
    if (isPattern(path) && !place.exists()) {
      for (DataFile match : matches(path)) {
        addAll(match, files);
      }
      if (files.isEmpty()) {
        throw new UserInputException("no file matches " + path);
      }
    } else {
      addAll(new DataFile(place, Map.of()), files);
    }
    for (DataFile file : files) {
      if (!file.partition.keySet().equals(files.get(0).partition.keySet())) {
        throw new UserInputException(
            "%s has other partition columns than %s; name the files of one table"
                .formatted(file.location, files.get(0).location));
      }
    }
    return files;
  }

  private static void addAll(DataFile found, List<DataFile> files) throws IOException {
    if (!found.location.isDirectory()) {
      files.add(found);
      return;
    }
    for (Location child : found.location.list()) {
      if (isHidden(child.name())) {
        continue;
      }
      DataFile below = found.below(child);
      if (child.isDirectory() && below.partition.size() == found.partition.size()) {
        throw new UserInputException(
            child
                + " is a directory whose name is no partition such as year=2024; name the"
                + " directories of the table by a pattern such as "
                + found.location
                + "/*");
      }
      addAll(below, files);
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  /** A child of a directory, which may be the value of a further column. */
  private DataFile below(Location child) throws IOException {
    Matcher matcher = PARTITION.matcher(child.name());
    if (!matcher.matches() || !child.isDirectory()) {
      return new DataFile(child, partition);
    }
    Map<String, String> columns = new LinkedHashMap<>(partition);
    String value = matcher.group(2);
    columns.put(unescaped(matcher.group(1)), value.equals(HIVE_NULL) ? null : unescaped(value));
    return new DataFile(child, columns);
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }

  private static boolean isPattern(String name) {
    return name.matches(".*[*?\\[\\]{}].*");
  }

  private static List<DataFile> matches(String path) throws IOException {
    int pattern = 0;
    while (!isPattern(path.substring(0, pattern + 1))) {
      pattern++;
    }
    int slash = path.lastIndexOf('/', pattern);
    String base = slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    List<DataFile> found = List.of(new DataFile(Locations.of(base), Map.of()));
    for (String name : path.substring(slash + 1).split("/+")) {
      List<DataFile> next = new ArrayList<>();
      for (DataFile file : found) {
        for (Location child : file.location.list()) {
          boolean hidden = isHidden(child.name()) && !isHidden(name);
          if (!hidden && expression(name, path).matcher(child.name()).matches()) {
            next.add(file.below(child));
          }
        }
      }
      found = next;
    }
    return found;
  }

  /** The regular expression of one component of a pattern. */
  private static Pattern expression(String glob, String path) {
    StringBuilder expression = new StringBuilder();
    boolean inSet = false;
    int braces = 0;
    for (char c : glob.toCharArray()) {
      if (inSet) {
        inSet = c != ']';
        expression.append(c == '!' && expression.toString().endsWith("[") ? "^" : set(c));
      } else if (c == '*' || c == '?') {
        expression.append(c == '*' ? ".*" : ".");
      } else if (c == '[') {
        inSet = true;
        expression.append(c);
      } else if (c == '{' || c == '}') {
        braces += c == '{' ? 1 : -1;
        expression.append(c == '{' ? "(?:" : ")");
      } else {
        expression.append(c == ',' && braces > 0 ? "|" : Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(expression.toString(), Pattern.DOTALL);
    } catch (java.util.regex.PatternSyntaxException e) {
      throw new UserInputException(path + " is no pattern of file names: a bracket is open", e);
    }
  }

  private static String set(char c) {
    return c == '\\' || c == '[' || c == '&' ? "\\" + c : String.valueOf(c);
  }
}
