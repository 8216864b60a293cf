package io.autodiff.nn.data;

import io.autodiff.nn.data.CsvDate.Order;
import io.autodiff.nn.data.CsvDate.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the scan has seen of a column of dates, read with the day first and with the month first.
 */
final class CsvDates {
  private final Map<Order, Seen> readings = new EnumMap<>(Order.class);

  /** A field that is one date with the day first and another with the month first. */
  private @Nullable String unclear;

  private boolean differ;

  /** A field with a year of two digits that may be one of the last century. */
  private @Nullable String doubtful;

  /** The parts of the dates that one reading gives. */
  private static final class Seen {
    private final Map<Part, Double> min = new EnumMap<>(Part.class);
    private final Map<Part, Double> max = new EnumMap<>(Part.class);
    private @Nullable CsvDate first;
    private @Nullable CsvDate last;

    /** Returns whether a date has a day as the others have, or none as they. */
    boolean isOfKind(CsvDate date) {
      return first == null || (first.date() == null) == (date.date() == null);
    }

    void add(CsvDate date) {
      double at = at(date);
      first = first == null || at < at(first) ? date : first;
      last = last == null || at > at(last) ? date : last;
      for (Part part : Part.values()) {
        double value = date.part(part);
        min.merge(part, value, Math::min);
        max.merge(part, value, Math::max);
      }
    }

    private static double at(CsvDate date) {
      return date.date() == null ? date.time().toNanoOfDay() : date.part(Part.DAYS);
    }
  }

  /**
   * @param order null if it is to be found out
   */
  CsvDates(@Nullable Order order) {
    for (Order one : order == null ? List.of(Order.DAY_FIRST, Order.MONTH_FIRST) : List.of(order)) {
      readings.put(one, new Seen());
    }
  }

  /** Looks at a field, and returns whether a reading is left that makes dates of all so far. */
  boolean add(String field) {
    CsvDate dayFirst = CsvDate.parse(field, Order.DAY_FIRST);
    CsvDate monthFirst = CsvDate.parse(field, Order.MONTH_FIRST);
    if (!Objects.equals(dayFirst, monthFirst)) {
      differ = true;
      unclear = unclear == null && dayFirst != null && monthFirst != null ? field : unclear;
    }
    if (doubtful == null && CsvDate.isYearDoubtful(field)) {
      doubtful = field;
    }
    add(Order.DAY_FIRST, dayFirst);
    add(Order.MONTH_FIRST, monthFirst);
    return !readings.isEmpty();
  }

  private void add(Order order, @Nullable CsvDate date) {
    Seen seen = readings.get(order);
    if (seen == null || date == null || !seen.isOfKind(date)) {
      readings.remove(order);
    } else {
      seen.add(date);
    }
  }

  /** Returns a field of which it is not clear which number is the day; null if there is none. */
  @Nullable String unclear() {
    return readings.size() > 1 ? unclear : null;
  }

  /** Returns what may be wrong with the years; null if nothing. */
  @Nullable String warning() {
    return doubtful == null
        ? null
        : "holds years of two digits, like "
            + doubtful
            + ", read as one after 2000: write four digits if it is one before";
  }

  /** Returns the order that makes dates of all fields. */
  Order order() {
    return differ ? readings.keySet().iterator().next() : Order.PLAIN;
  }

  /** Returns the parts that vary. */
  List<Part> parts() {
    Seen seen = seen();
    List<Part> varying = new ArrayList<>();
    for (Part part : Part.values()) {
      double least = seen.min.getOrDefault(part, Double.NaN);
      if (least < seen.max.getOrDefault(part, Double.NaN)) {
        varying.add(part);
      }
    }
    return varying;
  }

  private Seen seen() {
    return readings.values().iterator().next();
  }

  /** Returns the range in words. */
  String range() {
    Seen seen = seen();
    return seen.first + " to " + seen.last;
  }
}
