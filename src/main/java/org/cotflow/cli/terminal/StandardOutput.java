package org.cotflow.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output that remembers why it could not be written: {@link PrintStream} tells nobody.
 *
 * <p>A reader that has read enough, such as {@code head}, is no failure.
 */
public final class StandardOutput extends OutputStream {
  private static final int BUFFER = 8192;
  private static final String NO_READER = "Broken pipe";
  private static final Path LINK = Path.of("/proc/self/fd/1");

  private final OutputStream out;
  private final Path link;
  private IOException failure;

  /**
   * An output.
   *
   * @param link a symbolic link that names a pipe where the output is one, as Linux has it
   */
  StandardOutput(OutputStream out, Path link) {
    this.out = out;
    this.link = link;
  }

  /** Puts it in the place of {@link System#out}. */
  public static StandardOutput install() {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out), LINK);
    System.setOut(new PrintStream(new BufferedOutputStream(output, BUFFER), true, charset()));
    return output;
  }

  /**
   * That of the stream it takes the place of. JDK 17 names it on a terminal only, JDK 19 always.
   */
  private static Charset charset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** Why results were lost; null where they were not, or where nobody wanted them. */
  public String loss() {
    if (failure == null || NO_READER.equals(failure.getMessage()) || isPipe()) {
      return null;
    }
    return "standard output cannot be written: " + failure.getMessage();
  }

  /** The message of a failure is in the language of the system. */
  private boolean isPipe() {
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException none) {
      return false;
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException lost) {
      failure = failure == null ? lost : failure;
      throw lost;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
