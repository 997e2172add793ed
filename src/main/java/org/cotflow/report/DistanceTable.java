package org.cotflow.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.cotflow.base.ShortestDouble;
import org.cotflow.transport.CotDistance;
import org.cotflow.transport.CotDistance.SliceDistance;
import org.cotflow.transport.cloud.SquaredDistance;

/** A distance layer by layer, as text and as CSV. */
public final class DistanceTable {
  private DistanceTable() {}

  public static void print(PrintWriter out, CotDistance distance) {
    out.printf(
        "%6s %6s %10s %22s %10s  %s%n", "layer", "layer", "weight", "W_2", "W_2^2 +-", "method");
    for (SliceDistance slice : distance.slices()) {
      SquaredDistance squared = slice.squaredDistance();
      out.printf(
          Locale.ROOT,
          "%6d %6d %10.4g %22.16g %10.2g  %s%s%n",
          slice.slice().sourceLayer(),
          slice.slice().targetLayer(),
          slice.slice().weight(),
          squared.distance(),
          squared.error(),
          squared.method().keyword(),
          squared.converged() ? "" : ", not converged");
    }
  }

  public static String csv(CotDistance distance) {
    StringBuilder text =
        new StringBuilder("layer,other_layer,weight,w2_squared,lower,upper,method,converged\n");
    for (SliceDistance slice : distance.slices()) {
      SquaredDistance squared = slice.squaredDistance();
      text.append(slice.slice().sourceLayer())
          .append(',')
          .append(slice.slice().targetLayer())
          .append(',')
          .append(ShortestDouble.of(slice.slice().weight()))
          .append(',')
          .append(ShortestDouble.of(squared.value()))
          .append(',')
          .append(ShortestDouble.of(squared.lower()))
          .append(',')
          .append(ShortestDouble.of(squared.upper()))
          .append(',')
          .append(squared.method().keyword())
          .append(',')
          .append(squared.converged())
          .append('\n');
    }
    return text.toString();
  }
}
