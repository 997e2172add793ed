package org.cotflow.data.column;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Texts that count as missing: the empty one, and words in upper or lower case. */
final class MissingWords {
  private final Set<String> words = new HashSet<>();
  private int longest;

  /** Some words do not begin with a letter. */
  private boolean others;

  MissingWords(List<String> words) {
    for (String word : words) {
      String stripped = word.strip();
      this.words.add(stripped.toLowerCase(Locale.ROOT));
      longest = Math.max(longest, stripped.length());
      others |= !Character.isLetter(stripped.charAt(0));
    }
  }

  boolean contains(String text) {
    if (text.isEmpty()) {
      return true;
    }
    boolean possible = text.length() <= longest && (others || Character.isLetter(text.charAt(0)));
    return possible && words.contains(text.toLowerCase(Locale.ROOT));
  }
}
