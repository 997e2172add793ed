package org.cotflow.base;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the file system of a path.
 *
 * <pre>
 *   runs/a, /data/x.csv, file:///data/x.csv   the local disk, through java.nio alone
 *   hdfs://host:port/x, s3a://bucket/x, ...   whatever Hadoop has a file system for
 * </pre>
 *
 * <p>As in Hadoop, the path of a URI is taken literally: {@code %20} is not a space.
 */
public final class Locations {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  private Locations() {}

  /**
   * The location a user wrote.
   *
   * @throws UserInputException if the path is empty, or no file system on the class path has its
   *     scheme
   */
  public static Location of(String pathOrUri) {
    if (pathOrUri.isBlank()) {
      throw new UserInputException("empty path: give a local path or a URI such as hdfs://host/x");
    }
    Matcher matcher = SCHEME.matcher(pathOrUri);
    if (!matcher.matches()) {
      return LocalLocation.of(pathOrUri);
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return LocalLocation.of(withoutAuthority(pathOrUri, matcher.group(2)));
    }
    try {
      return HadoopLocation.of(pathOrUri, HadoopConfiguration.entries());
    } catch (NoClassDefFoundError e) {
      throw new UserInputException(
          "cannot open " + pathOrUri + ": Hadoop is not on the class path; use a local path", e);
    }
  }

  /** The directory that a file is in, whether or not they exist; null where there is none. */
  public static Location parentOf(Location file) throws IOException {
    String path = file.absolute().toString();
    int slash = path.lastIndexOf('/');
    return slash < 0 ? null : of(path.substring(0, Math.max(slash, 1)));
  }

  private static String withoutAuthority(String uri, String rest) {
    String path = rest;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
        throw new UserInputException(
            uri + " names the host " + host + ": a local file is file:///PATH, with three slashes");
      }
      path = slash < 0 ? "" : rest.substring(slash);
    }
    if (path.isEmpty()) {
      throw new UserInputException(uri + " has no path: a local file is file:///PATH");
    }
    return path;
  }

  /** Opens a file of {@link #of} for reading at any position. */
  public static SeekableInput openSeekable(Location location) throws IOException {
    return location instanceof LocalLocation local
        ? local.openSeekable()
        : ((HadoopLocation) location).openSeekable();
  }
}
