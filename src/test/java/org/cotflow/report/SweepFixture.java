package org.cotflow.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.cotflow.base.Locations;
import org.cotflow.run.store.SealedText;

/** A sweep directory of known numbers: error = a / depth + c / sqrt(depth width), seed by seed. */
public final class SweepFixture {
  static final int[] DEPTHS = {1, 4, 16, 64};
  static final int[] WIDTHS = {1, 8, 64};
  static final int SEEDS = 3;

  private SweepFixture() {}

  static double error(int depth, int width, int seed) {
    return (0.15 / depth + 0.7 / Math.sqrt((double) depth * width)) * (1 + 0.1 * (seed - 1));
  }

  /**
   * Writes the files.
   *
   * @param name of the directory
   * @param reason why the last run failed
   */
  public static Path write(Path parent, String name, String reason) throws IOException {
    Path directory = Files.createDirectories(parent.resolve(name));
    StringBuilder rows =
        new StringBuilder(
            "run,network.depth,network.width,init.seed,step,status,reason,flow_time,risk,test_risk,"
                + "train_accuracy,test_accuracy,output_error,state_error,risk_error,cot_error,"
                + "measure_digest\n");
    int run = 0;
    for (int depth : DEPTHS) {
      for (int width : WIDTHS) {
        for (int seed = 0; seed < SEEDS; seed++) {
          for (int step : new int[] {0, 100}) {
            double error = error(depth, width, seed) * (step == 0 ? 3 : 1);
            rows.append(
                String.format(
                    Locale.ROOT,
                    "%d,%d,%d,%d,%d,done,,%d.0,%s,,,,%s,%s,%s,,abc%n",
                    run,
                    depth,
                    width,
                    seed,
                    step,
                    step,
                    0.4 + error,
                    error,
                    error / 2,
                    -error * error));
          }
          run++;
        }
      }
    }
    rows.append(run)
        .append(",64,64,7,3,diverged,\"")
        .append(reason.replace("\"", "\"\""))
        .append("\",,,,,,,,,,\n");
    Files.writeString(directory.resolve("runs.csv"), rows);
    Files.writeString(
        directory.resolve("laws.csv"),
        "law,term,estimate,low,high,r2,group,low90,high90,warnings\n"
            + "output,a,0.15,0.12,0.18,0.98,data.seed=0,0.13,0.17,\n"
            + "output,<i>c</i>,0.7,,,0.98,data.seed=0,,,few replicas\n"
            + "output,a,0.16,0.03,0.29,,over 20 of data.seed,0.04,0.27,\"median, smallest, ...\"\n"
            + "output,<i>c</i>,0.22,0.12,0.33,,over 20 of data.seed,0.14,0.31,\"median, ...\"\n");
    Files.writeString(directory.resolve("fits.csv"), fits());
    Files.writeString(directory.resolve("provenance.json"), provenance());
    SealedText.write(
        Locations.of(directory.resolve("sweep.conf").toString()),
        "sweep { network.depth = [1] }\n");
    return directory;
  }

  /** Of more data sets than a page lists. */
  private static String provenance() {
    StringBuilder sets = new StringBuilder();
    for (int seed = 0; seed < 12; seed++) {
      sets.append(seed == 0 ? "" : ", ")
          .append("{\"source\": \"<b>\", \"seed\": ")
          .append(seed)
          .append(", \"digest\": \"")
          .append(Integer.toHexString(seed + 10).repeat(64))
          .append("\"}");
    }
    return "{\"version\": \"0.1\", \"commit\": \"abc\", \"processors\": 2, \"data\": ["
        + sets
        + "], \"seeds\": {\"data.seed\": [0, 1], \"init.seed\": [0, 1, 2, 1000]}}\n";
  }

  private static String fits() {
    StringBuilder rows = new StringBuilder("law,of,run,group,value,fitted,low,high,mean\n");
    int run = 0;
    for (int depth : DEPTHS) {
      for (int width : WIDTHS) {
        for (int seed = 0; seed < SEEDS; seed++) {
          double law = error(depth, width, 1);
          rows.append(
              String.format(
                  Locale.ROOT,
                  "output,output_error,%d,data.seed=0,%s,%s,%s,%s,%s%n",
                  run++,
                  error(depth, width, seed),
                  law,
                  law * 0.9,
                  law * 1.1,
                  law * 1.01));
        }
      }
    }
    return rows.toString();
  }
}
