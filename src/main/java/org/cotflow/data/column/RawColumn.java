package org.cotflow.data.column;

import java.util.List;

/**
 * A column as its source holds it.
 *
 * @param texts for {@link ColumnKind#CATEGORY} the different texts in sorted order; a sample's
 *     number is then the index of its text. Empty for other kinds.
 */
public record RawColumn(String name, ColumnKind kind, List<String> texts) {
  public RawColumn {
    texts = List.copyOf(texts);
  }

  static RawColumn numbers(String name) {
    return new RawColumn(name, ColumnKind.NUMBER, List.of());
  }
}
