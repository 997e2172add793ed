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
 * A source whose first blocks come only after they have been asked for a second time, in whichever
 * processes that is.
 *
 * @param directory that all processes see
 */
record TwiceRunSource(MeasureSource source, String directory) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    if (fromBlock == 0) {
      Path second = Path.of(directory, "second");
      try {
        if (isNew(Path.of(directory, "first"))) {
          while (!Files.exists(second)) {
            Thread.sleep(20);
          }
        } else {
          isNew(second);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return source.blocks(shape, fromBlock, toBlock);
  }

  private static boolean isNew(Path marker) throws IOException {
    try {
      Files.createFile(marker);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
