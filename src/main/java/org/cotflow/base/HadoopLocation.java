package org.cotflow.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A file or directory on a Hadoop file system.
 *
 * <p>Where renames are atomic (hdfs and its relatives) a replacement is written beside the file,
 * synced and renamed over it; on object stores, where a file appears when it is closed and a rename
 * is a copy, it is simply written again.
 */
final class HadoopLocation implements Location {
  private static final long serialVersionUID = 1L;
  private static final Set<String> ATOMIC_RENAME =
      Set.of("hdfs", "viewfs", "webhdfs", "swebhdfs", "file");

  /** Reading the XML defaults takes long; one configuration per set of entries is enough. */
  private static final ConcurrentHashMap<TreeMap<String, String>, Configuration> CONFIGURATIONS =
      new ConcurrentHashMap<>();

  private final String uri;
  private final TreeMap<String, String> entries;

  private HadoopLocation(String uri, TreeMap<String, String> entries) {
    this.uri = uri;
    this.entries = entries;
  }

  /**
   * @throws UserInputException if the URI is malformed or Hadoop has no file system for its scheme
   */
  static HadoopLocation of(String uri, TreeMap<String, String> entries) {
    HadoopLocation location = new HadoopLocation(uri, entries);
    String scheme;
    try {
      scheme = location.path().toUri().getScheme();
    } catch (IllegalArgumentException e) {
      throw new UserInputException("not a path or URI: " + uri, e);
    }
    try {
      FileSystem.getFileSystemClass(scheme, location.configuration());
    } catch (IOException | RuntimeException e) {
      throw new UserInputException(
          "no file system for "
              + uri
              + ": \""
              + scheme
              + "\" is not one of file, hdfs, viewfs, webhdfs, nor an object store whose Hadoop "
              + "connector is on the class path (s3a: hadoop-aws, abfs: hadoop-azure, gs: "
              + "gcs-connector); for a local file of this name write ./"
              + uri,
          e);
    }
    return location;
  }

  private Path path() {
    return new Path(uri);
  }

  private Configuration configuration() {
    return CONFIGURATIONS.computeIfAbsent(
        entries,
        pairs -> {
          Configuration configuration = new Configuration();
          pairs.forEach(configuration::set);
          return configuration;
        });
  }

  private FileSystem fileSystem() throws IOException {
    try {
      return path().getFileSystem(configuration());
    } catch (IOException e) {
      throw FileFailures.of("open the file system of", uri, e);
    } catch (IllegalArgumentException e) {
      // An unknown host, among others.
      throw FileFailures.of("open the file system of", uri, new IOException(e.getMessage(), e));
    }
  }

  private String scheme() {
    return path().toUri().getScheme();
  }

  @Override
  public String toString() {
    return uri;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HadoopLocation location && location.path().equals(path());
  }

  @Override
  public int hashCode() {
    return path().hashCode();
  }

  @Override
  public String name() {
    return path().getName();
  }

  @Override
  public Location resolve(String child) {
    String separator = uri.endsWith("/") ? "" : "/";
    return new HadoopLocation(uri + separator + child, entries);
  }

  @Override
  public Location absolute() throws IOException {
    return new HadoopLocation(fileSystem().makeQualified(path()).toString(), entries);
  }

  @Override
  public boolean exists() throws IOException {
    return status() != null;
  }

  @Override
  public boolean isDirectory() throws IOException {
    FileStatus status = status();
    return status != null && status.isDirectory();
  }

  private FileStatus status() throws IOException {
    FileSystem fileSystem = fileSystem();
    try {
      return fileSystem.getFileStatus(path());
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw FileFailures.of("look up", uri, e);
    }
  }

  @Override
  public long length() throws IOException {
    FileStatus status = status();
    if (status == null) {
      throw FileFailures.of("read", uri, new FileNotFoundException(uri));
    }
    return status.getLen();
  }

  @Override
  public List<Location> list() throws IOException {
    if (!isDirectory()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try {
      FileStatus[] children = fileSystem().listStatus(path());
      Arrays.stream(children).forEach(child -> names.add(child.getPath().getName()));
    } catch (IOException e) {
      throw FileFailures.of("list", uri, e);
    }
    names.sort(Comparator.naturalOrder());
    return names.stream().map(this::resolve).toList();
  }

  @Override
  public void createDirectories() throws IOException {
    FileSystem fileSystem = fileSystem();
    try {
      if (!fileSystem.mkdirs(path())) {
        throw new IOException("refused by the file system");
      }
    } catch (IOException e) {
      throw FileFailures.of("create the directory", uri, e);
    }
  }

  @Override
  public InputStream openRead() throws IOException {
    if (isDirectory()) {
      throw new IOException("cannot read " + uri + ": it is a directory");
    }
    try {
      return fileSystem().open(path());
    } catch (IOException e) {
      throw FileFailures.of("read", uri, e);
    }
  }

  SeekableInput openSeekable() throws IOException {
    long length = length();
    try {
      return new StreamInput(fileSystem().open(path()), length);
    } catch (IOException e) {
      throw FileFailures.of("read", uri, e);
    }
  }

  private record StreamInput(FSDataInputStream stream, long length) implements SeekableInput {
    @Override
    public long position() throws IOException {
      return stream.getPos();
    }

    @Override
    public void seek(long position) throws IOException {
      stream.seek(position);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return stream.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  @Override
  public OutputStream openWrite() throws IOException {
    FileSystem fileSystem = fileSystem();
    try {
      FSDataOutputStream stream = fileSystem.create(path(), true);
      return new NamedOutputStream(stream, canFlush() ? stream::hflush : stream::flush, uri);
    } catch (IOException e) {
      throw FileFailures.of("write", uri, e);
    }
  }

  @Override
  public void replace(byte[] content) throws IOException {
    FileSystem fileSystem = fileSystem();
    try {
      if (!ATOMIC_RENAME.contains(scheme())) {
        writeSynced(fileSystem, path(), content);
        return;
      }
      Path temporary = new Path(path().getParent(), "." + name() + ".tmp");
      writeSynced(fileSystem, temporary, content);
      rename(temporary, path());
    } catch (IOException e) {
      throw FileFailures.of("write", uri, e);
    }
  }

  private static void writeSynced(FileSystem fileSystem, Path file, byte[] content)
      throws IOException {
    try (FSDataOutputStream stream = fileSystem.create(file, true)) {
      stream.write(content);
      if (ATOMIC_RENAME.contains(fileSystem.getScheme())) {
        stream.hsync();
      }
    }
  }

  private void rename(Path source, Path target) throws IOException {
    // A file context does not know which name node hdfs:///path leaves to the configuration.
    FileSystem fileSystem = fileSystem();
    Path from = fileSystem.makeQualified(source);
    FileContext.getFileContext(from.toUri(), configuration())
        .rename(from, fileSystem.makeQualified(target), Options.Rename.OVERWRITE);
  }

  @Override
  public void renameTo(Location target) throws IOException {
    if (!(target instanceof HadoopLocation other) || !other.scheme().equals(scheme())) {
      throw new IllegalArgumentException(
          "cannot rename " + uri + " to another file system: " + target);
    }
    FileSystem fileSystem = fileSystem();
    try {
      if (ATOMIC_RENAME.contains(scheme())) {
        rename(path(), other.path());
        return;
      }
      if (other.exists() && !other.isDirectory()) {
        fileSystem.delete(other.path(), false);
      }
      if (!fileSystem.rename(path(), other.path())) {
        throw new IOException("refused by the file system");
      }
    } catch (IOException e) {
      throw FileFailures.of("rename", uri + " to " + other.uri, e);
    }
  }

  @Override
  public void deleteRecursively() throws IOException {
    FileSystem fileSystem = fileSystem();
    try {
      if (exists() && !fileSystem.delete(path(), true)) {
        throw new IOException("refused by the file system");
      }
    } catch (IOException e) {
      throw FileFailures.of("delete", uri, e);
    }
  }

  /** Nothing to do: what was closed stays. */
  @Override
  public void force() {}

  @Override
  public boolean canFlush() {
    return scheme().equals("hdfs");
  }
}
