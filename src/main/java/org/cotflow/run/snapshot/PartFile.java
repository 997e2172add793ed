package org.cotflow.run.snapshot;

import java.io.Serializable;

/**
 * A file of a snapshot with some of its particles, as the manifest lists it.
 *
 * @param file its name in the snapshot's directory
 * @param firstRow how many particles of the measure come before it, through all layers
 * @param rows its number of particles
 * @param bytes the length of the file
 * @param sha256 of the file
 */
record PartFile(String file, long firstRow, long rows, long bytes, String sha256)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The row after its last. */
  long endRow() {
    return firstRow + rows;
  }
}
