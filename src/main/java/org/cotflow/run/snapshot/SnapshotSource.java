package org.cotflow.run.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureShape.BlockId;
import org.cotflow.measure.MeasureSource;

/**
 * The particles of a snapshot. Any range of blocks of any size can be read, whatever the parts were
 * when it was written: only the part files and row groups that hold the range are opened.
 *
 * <p>The blocks' iterator throws {@link UncheckedIOException}, naming the file, where a part is
 * missing or damaged. It holds a file open until it has given its last block.
 */
public final class SnapshotSource implements MeasureSource {
  private static final long serialVersionUID = 1L;

  private final Location directory;
  private final MeasureShape stored;
  private final PartFile[] parts;

  SnapshotSource(Location directory, MeasureShape stored, List<PartFile> parts) {
    this.directory = directory;
    this.stored = stored;
    this.parts = parts.toArray(PartFile[]::new);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserInputException if the shape's dimension or widths are not the snapshot's
   */
  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    if (!shape.hasLayouts(stored.layouts()) || !Arrays.equals(shape.widths(), stored.widths())) {
      throw new UserInputException(
          "the snapshot %s has %s, where %s are needed"
              .formatted(directory, describe(stored), describe(shape)));
    }
    return new Blocks(shape, shape.blocks(fromBlock, toBlock));
  }

  private static String describe(MeasureShape shape) {
    int[] widths = shape.widths();
    boolean equal = Arrays.stream(widths).allMatch(width -> width == widths[0]);
    return "state dimension "
        + shape.stateDim()
        + ", parts "
        + shape.layouts().values().stream()
            .map(layout -> String.join(", ", layout.names()))
            .collect(Collectors.joining(" and in turn "))
        + ", depth "
        + widths.length
        + " and width "
        + (equal ? String.valueOf(widths[0]) : Arrays.toString(widths));
  }

  private final class Blocks implements Iterator<ParticleBlock> {
    private final MeasureShape shape;
    private final Iterator<BlockId> ids;
    private ParticleFileReader reader;
    private int part;

    Blocks(MeasureShape shape, List<BlockId> ids) {
      this.shape = shape;
      this.ids = ids.iterator();
    }

    @Override
    public boolean hasNext() {
      return ids.hasNext();
    }

    @Override
    public ParticleBlock next() {
      if (!ids.hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        ParticleBlock block = read(ids.next());
        if (!ids.hasNext()) {
          close();
        }
        return block;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private ParticleBlock read(BlockId id) throws IOException {
      ParticleBlock block =
          ParticleBlock.zeros(
              id.layer(), id.firstParticle(), id.particleCount(), shape.layout(id.layer()));
      long row = ParticleRows.row(shape, id.layer(), id.firstParticle());
      int m = 0;
      while (m < block.count()) {
        open(row + m);
        long left = parts[part].endRow() - (row + m);
        int count = (int) Math.min(left, block.count() - m);
        try {
          reader.read(block, m, count);
        } catch (IOException e) {
          close();
          throw e;
        }
        m += count;
      }
      return block;
    }

    /** Makes {@link #reader} stand at {@code row}, which follows the last one read, if any. */
    private void open(long row) throws IOException {
      if (reader != null && row < parts[part].endRow()) {
        return;
      }
      close();
      while (row >= parts[part].endRow()) {
        part++;
      }
      reader =
          new ParticleFileReader(
              directory.resolve(parts[part].file()),
              stored.layouts(),
              row - parts[part].firstRow());
    }

    private void close() throws IOException {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }
}
