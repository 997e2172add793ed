package org.cotflow.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * A source whose first reading fails, in whichever process that is.
 *
 * @param marker a path that all processes see; what lies there tells that it has failed
 */
record FailingSource(MeasureSource source, String marker) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    boolean first;
    try {
      Files.createFile(Path.of(marker));
      first = true;
    } catch (FileAlreadyExistsException failedBefore) {
      first = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (first) {
      throw new IllegalStateException("this task fails once");
    }
    return source.blocks(shape, fromBlock, toBlock);
  }
}
