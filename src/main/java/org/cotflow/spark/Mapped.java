package org.cotflow.spark;

import java.util.Iterator;
import java.util.function.Function;

/** The elements of a partition, each changed when it is asked for. */
record Mapped<A, B>(Iterator<A> source, Function<A, B> change) implements Iterator<B> {
  @Override
  public boolean hasNext() {
    return source.hasNext();
  }

  @Override
  public B next() {
    return change.apply(source.next());
  }
}
