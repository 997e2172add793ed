package org.cotflow.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the configuration key of a record component accepts. The key is named as the component, in
 * lower case with dashes, and stands in the section of the record. Its default and its explanation
 * stand in {@code defaults.conf}.
 *
 * <p>On a component that is itself a record, only the scope is used; it holds for all keys in it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What a key decides. */
  enum Scope {
    /** The numbers of a run. A resumed run must have the same value. */
    NUMBERS,
    /** How far a run goes. A resumed run may have another value. */
    EXTENT,
    /** Where a run happens and what it writes. Its numbers do not depend on it. */
    PLACE
  }

  Scope scope() default Scope.NUMBERS;

  /**
   * The word for null, or for an empty list unless that is set apart; no word: a value is required.
   */
  String unset() default "";

  double atLeast() default Double.NEGATIVE_INFINITY;

  double atMost() default Double.POSITIVE_INFINITY;

  double above() default Double.NEGATIVE_INFINITY;

  double below() default Double.POSITIVE_INFINITY;

  boolean nonzero() default false;

  /** A regular expression that a text must match as a whole. */
  String pattern() default ".*\\S.*";

  /** What an error message says was expected, for texts and lists. */
  String expected() default "a text";

  /** Whether a list may have equal elements; a single one is then written without brackets. */
  boolean repeats() default false;

  /** Whether a list may be written with no elements. */
  boolean empty() default false;

  /** Whether a list with no elements is another value than the word for null. */
  boolean emptyApart() default false;

  /**
   * For a sorted map: the key of each of its values, where a word in capitals stands for a name, as
   * in {@code PART.std}. Names are those that the section has no key or section for.
   */
  String named() default "";
}
