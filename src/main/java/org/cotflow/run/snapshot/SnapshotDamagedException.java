package org.cotflow.run.snapshot;

import java.io.IOException;

/**
 * A file of a snapshot is not what was written; the message names it. Unlike other failures to
 * read, trying again will not help: an older snapshot may.
 */
public final class SnapshotDamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  SnapshotDamagedException(String message) {
    super(message);
  }

  SnapshotDamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
