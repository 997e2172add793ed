package org.cotflow.broken;

/** In none of the packages. */
final class AtTheTop {
  private AtTheTop() {}
}
