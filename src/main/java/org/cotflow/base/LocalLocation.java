package org.cotflow.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file or directory of the local disk. A relative path is resolved when the location is made. */
final class LocalLocation implements Location {
  private static final long serialVersionUID = 1L;

  private final String shown;
  private final String absolute;

  private LocalLocation(String shown, String absolute) {
    this.shown = shown;
    this.absolute = absolute;
  }

  static LocalLocation of(String path) {
    try {
      return new LocalLocation(path, Path.of(path).toAbsolutePath().toString());
    } catch (InvalidPathException e) {
      throw noPath(path, e.getMessage(), e);
    }
  }

  private static UserInputException noPath(String path, String reason, Exception cause) {
    boolean beyondAscii = path.chars().anyMatch(c -> c > 0x7F);
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    return new UserInputException(
        beyondAscii && !encoding.equals("UTF-8")
            ? ("%s cannot be named by this Java, whose file names are %s; set a UTF-8 locale, such"
                    + " as LC_ALL=C.UTF-8")
                .formatted(path, encoding)
            : "not a path: " + reason,
        cause);
  }

  Path path() {
    return Path.of(absolute);
  }

  @Override
  public String toString() {
    return shown;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocalLocation location && location.absolute.equals(absolute);
  }

  @Override
  public int hashCode() {
    return absolute.hashCode();
  }

  @Override
  public String name() {
    Path name = path().normalize().getFileName();
    return name == null ? "" : name.toString();
  }

  @Override
  public Location resolve(String child) {
    try {
      return new LocalLocation(
          Path.of(shown).resolve(child).toString(), path().resolve(child).toString());
    } catch (InvalidPathException e) {
      throw noPath(shown + "/" + child, e.getMessage(), e);
    }
  }

  @Override
  public Location absolute() {
    return new LocalLocation(absolute, absolute);
  }

  @Override
  public boolean exists() {
    return Files.exists(path());
  }

  @Override
  public boolean isDirectory() {
    return Files.isDirectory(path());
  }

  @Override
  public long length() throws IOException {
    try {
      return Files.size(path());
    } catch (IOException e) {
      throw FileFailures.of("read", shown, e);
    }
  }

  @Override
  public List<Location> list() throws IOException {
    if (!isDirectory()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> children = Files.list(path())) {
      children.forEach(child -> names.add(child.getFileName().toString()));
    } catch (IOException e) {
      throw FileFailures.of("list", shown, e);
    }
    names.sort(Comparator.naturalOrder());
    return names.stream().map(this::resolve).toList();
  }

  @Override
  public void createDirectories() throws IOException {
    createDirectories(path());
  }

  private void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw FileFailures.of("create the directory", directory.toString(), e);
    }
  }

  @Override
  public InputStream openRead() throws IOException {
    if (isDirectory()) {
      throw FileFailures.of("read", shown, new IOException("it is a directory"));
    }
    try {
      return Files.newInputStream(path());
    } catch (IOException e) {
      throw FileFailures.of("read", shown, e);
    }
  }

  SeekableInput openSeekable() throws IOException {
    try {
      return new ChannelInput(FileChannel.open(path(), StandardOpenOption.READ));
    } catch (IOException e) {
      throw FileFailures.of("read", shown, e);
    }
  }

  private record ChannelInput(FileChannel channel) implements SeekableInput {
    @Override
    public long length() throws IOException {
      return channel.size();
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public OutputStream openWrite() throws IOException {
    createParent();
    try {
      OutputStream stream = Files.newOutputStream(path());
      return new NamedOutputStream(stream, stream::flush, shown);
    } catch (IOException e) {
      throw FileFailures.of("write", shown, e);
    }
  }

  private void createParent() throws IOException {
    Path parent = path().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
  }

  @Override
  public void replace(byte[] content) throws IOException {
    createParent();
    Path temporary = path().resolveSibling("." + name() + ".tmp");
    try {
      writeForced(temporary, content);
      move(temporary, path());
    } catch (IOException e) {
      deleteQuietly(temporary, e);
      throw FileFailures.of("write", shown, e);
    }
  }

  private static void writeForced(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      channel.force(true);
    }
  }

  private static void move(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    Path directory = target.getParent();
    if (directory != null) {
      forceDirectory(directory);
    }
  }

  /** Makes a rename durable. Systems that cannot open a directory do this by themselves. */
  private static void forceDirectory(Path directory) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (IOException notOpenable) {
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  private static void deleteQuietly(Path file, IOException cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void renameTo(Location target) throws IOException {
    if (!(target instanceof LocalLocation local)) {
      throw new IllegalArgumentException(
          "cannot rename " + shown + " to another file system: " + target);
    }
    try {
      move(path(), local.path());
    } catch (IOException e) {
      throw FileFailures.of("rename", shown + " to " + local.shown, e);
    }
  }

  @Override
  public void deleteRecursively() throws IOException {
    if (!Files.exists(path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(path(), new Deletion());
    } catch (IOException e) {
      throw FileFailures.of("delete", shown, e);
    }
  }

  /** Deletes files, links (never what they point to), and directories once they are empty. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public void force() throws IOException {
    StandardOpenOption access = isDirectory() ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path(), access)) {
      channel.force(true);
    } catch (IOException e) {
      throw FileFailures.of("force to the disk", shown, e);
    }
  }

  @Override
  public boolean canFlush() {
    return true;
  }
}
