package org.cotflow.run.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.cotflow.base.Invocation;
import org.cotflow.base.LocalFiles;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.Json;

/**
 * Keeps two runs from writing into one directory.
 *
 * <p>On the local disk it is a lock of the operating system, which ends with its process whatever
 * happens to it. Elsewhere each run puts a lease file of its own into the directory and then looks
 * for others: whoever looks second sees the first, so at most one goes on (two that start together
 * may both give way). A lease whose process has ended on this very machine is removed; of one from
 * another machine nothing can be known, and the message names the file to delete.
 */
public final class RunLock implements AutoCloseable {
  /** The file that is locked. */
  public static final String NAME = ".lock";

  private static final String LEASE_PREFIX = ".lease-";
  private static final Set<String> OWN_LEASES = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Location lease;

  private RunLock(FileChannel channel, Location lease) {
    this.channel = channel;
    this.lease = lease;
  }

  /** Whether a file of a run directory is only there for locking. */
  public static boolean isLockFile(String name) {
    return name.equals(NAME) || name.startsWith(LEASE_PREFIX);
  }

  /**
   * Takes the directory, which exists.
   *
   * @throws UserInputException if another run has it
   */
  public static RunLock take(Location directory) throws IOException {
    Optional<Path> path = LocalFiles.path(directory);
    return path.isPresent() ? lock(directory, path.get()) : lease(directory);
  }

  /** The process that writes to a directory, as far as one can see; null if there is none. */
  public static String holder(Location directory) throws IOException {
    for (Location file : directory.list()) {
      if (isLockFile(file.name())) {
        Holder holder = Holder.parse(file.readText());
        return holder.hasEndedHere() ? null : holder.describe();
      }
    }
    return null;
  }

  private static RunLock lock(Location directory, Path path) throws IOException {
    Path file = path.resolve(NAME);
    FileChannel channel = null;
    FileLock lock = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock = channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      // as if another process held it
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      throw new IOException("cannot lock " + file + ": " + e, e);
    }
    if (lock == null) {
      channel.close();
      throw taken(directory, Files.readString(file), "wait for it, or choose another directory");
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(Json.render(Holder.current()).getBytes(StandardCharsets.UTF_8)));
    return new RunLock(channel, null);
  }

  private static RunLock lease(Location directory) throws IOException {
    Location own = directory.resolve(LEASE_PREFIX + UUID.randomUUID());
    OWN_LEASES.add(own.name());
    RunLock lock = new RunLock(null, own);
    try (OutputStream out = own.openWrite()) {
      out.write(Json.render(Holder.current()).getBytes(StandardCharsets.UTF_8));
    }
    try {
      for (Location other : directory.list()) {
        if (other.name().startsWith(LEASE_PREFIX) && !other.name().equals(own.name())) {
          requireEnded(directory, other);
        }
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    return lock;
  }

  private static void requireEnded(Location directory, Location other) throws IOException {
    String text;
    try {
      text = other.readText();
    } catch (FileNotFoundException justReleased) {
      return;
    }
    if (!OWN_LEASES.contains(other.name()) && Holder.parse(text).hasEndedHere()) {
      other.deleteRecursively();
      return;
    }
    throw taken(directory, text, "wait for it; if that process is dead, delete " + other);
  }

  private static UserInputException taken(Location directory, String holder, String advice) {
    String by = holder.isBlank() ? "another process" : Holder.parse(holder).describe();
    return new UserInputException(
        "another run is writing to " + directory + " (" + by + "): " + advice);
  }

  /**
   * Deletes what a program wrote into a directory, and the directory.
   *
   * @param own whether a file of this name is one that the program writes
   * @throws UserInputException if it holds other files too, a symbolic link leads out of it, or it
   *     is being written to; then nothing is deleted
   */
  public static void discard(Location directory, Predicate<String> own) throws IOException {
    for (Location child : directory.list()) {
      if (!own.test(child.name()) && !isLockFile(child.name())) {
        throw new UserInputException(
            ("%s is not deleted: it holds %s, which is no file of a run; move it away, or choose"
                    + " another directory with --out")
                .formatted(directory, child.name()));
      }
    }
    LocalFiles.requireNoLinks(directory);
    RunLock lock = take(directory);
    try {
      for (Location child : directory.list()) {
        if (!isLockFile(child.name())) {
          child.deleteRecursively();
        }
      }
    } finally {
      lock.close();
    }
    directory.deleteRecursively();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    } else {
      lease.deleteRecursively();
      OWN_LEASES.remove(lease.name());
    }
  }

  /** A process, told from a later one with the same number by its start. */
  private record Holder(String host, long pid, String start) {
    static Holder current() {
      ProcessHandle process = ProcessHandle.current();
      return new Holder(Invocation.hostName(), process.pid(), start(process));
    }

    private static String start(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toString).orElse("");
    }

    static Holder parse(String text) {
      try {
        return Json.parse(text, Holder.class);
      } catch (IOException torn) {
        return new Holder("unknown", 0, "");
      }
    }

    boolean hasEndedHere() {
      return host.equals(Invocation.hostName())
          && !host.equals("unknown")
          && ProcessHandle.of(pid).filter(process -> start(process).equals(start)).isEmpty();
    }

    String describe() {
      String since = start.replaceAll("T([0-9:]+)([.][0-9]+)?Z$", " $1 UTC");
      return pid == 0 ? "unknown process" : "process " + pid + " on " + host + " since " + since;
    }
  }
}
