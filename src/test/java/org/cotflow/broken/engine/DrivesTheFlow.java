package org.cotflow.broken.engine;

import org.cotflow.broken.flow.Driven;

/** Imports forwards. */
public final class DrivesTheFlow {
  int steps() {
    return new Driven().steps();
  }
}
