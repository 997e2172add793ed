package org.cotflow.run.snapshot;

import java.io.IOException;

/**
 * A file of a snapshot has changed since it was written; the message names it. It does not help to
 * read it again, as after other failures; an older snapshot may help.
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
