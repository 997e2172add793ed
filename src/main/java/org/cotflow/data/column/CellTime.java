package org.cotflow.data.column;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Reads dates and times from text: yyyy-MM-dd, optionally followed by T or a blank and HH:mm,
 * HH:mm:ss or HH:mm:ss.fraction, and Z or an offset such as +02:00. A time without an offset counts
 * as UTC.
 */
public final class CellTime {
  private static final double SECONDS_A_DAY = 86400.0;

  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})?");

  private CellTime() {}

  /** Days since 1970-01-01T00:00Z, with a fraction for the time; empty for all other text. */
  public static OptionalDouble days(String text) {
    try {
      if (DATE.matcher(text).matches()) {
        return OptionalDouble.of(LocalDate.parse(text).toEpochDay());
      }
      if (!TIME.matcher(text).matches()) {
        return OptionalDouble.empty();
      }
      String iso = text.replace(' ', 'T');
      boolean offset = iso.endsWith("Z") || iso.lastIndexOf('-') > 7 || iso.indexOf('+') > 0;
      OffsetDateTime time =
          offset ? OffsetDateTime.parse(iso) : LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
      double seconds = time.toEpochSecond() + time.getNano() / 1e9;
      return OptionalDouble.of(seconds / SECONDS_A_DAY);
    } catch (DateTimeException notInTheCalendar) {
      return OptionalDouble.empty();
    }
  }
}
