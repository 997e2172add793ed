package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.format.Json;
import org.cotflow.network.Metrics;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of samples whose truth is known, and what is said about them. */
class PredictCommandTest {
  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private Call done(String... arguments) {
    Call call = Call.of(arguments);
    assertEquals(0, call.code(), call.err());
    return call;
  }

  private void train(String experiment, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("network.depth=2", "network.width=8", "flow.steps=3"));
    Call.train(experiment, directory.resolve("run"), all.toArray(String[]::new));
  }

  private String write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
    return path(name);
  }

  private RunSummary summary() throws IOException {
    return RunDirectory.open(Locations.of(path("run"))).summary();
  }

  private Json.Fields metrics(String... arguments) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("predict", path("run"), "--metrics", path("m.json")));
    all.addAll(List.of(arguments));
    done(all.toArray(String[]::new));
    return Json.parse(Files.readString(directory.resolve("m.json")));
  }

  private void refused(String said, String... arguments) {
    Call call = Call.of(arguments);
    assertEquals(2, call.code(), call.toString());
    assertEquals(1, call.err().lines().count(), call.err());
    assertTrue(call.err().contains(said), call.err());
    assertEquals("", call.out());
  }

  @Test
  void theMetricsOfTheRunsPartsAreThoseOfItsSummary() throws IOException {
    train("digits", "engine.block=4", "network.loss=cross-entropy");
    Json.Fields test = metrics("--part", "test");
    assertEquals(summary().testAccuracy(), test.number("accuracy").doubleValue());
    assertEquals(summary().testRisk(), test.number("risk").doubleValue());
    assertEquals(360, test.number("samples").intValue());
    Metrics metrics = summary().metrics().get("test");
    assertEquals(metrics, Json.parse(Files.readString(directory.resolve("m.json")), Metrics.class));
    assertEquals(
        360, metrics.confusion().stream().flatMap(List::stream).mapToInt(Integer::intValue).sum());
    assertTrue(metrics.auc() > 0.5 && metrics.auc() < 1, metrics.toString());
    Json.Fields train = metrics("--part", "train");
    assertEquals(summary().trainAccuracy(), train.number("accuracy").doubleValue());
    assertEquals(summary().risk(), train.number("risk").doubleValue());

    Call part = done("predict", path("run"), "--part", "test");
    assertTrue(part.err().startsWith("360 samples, risk "), part.err());
    List<String> rows = part.outLines();
    assertTrue(rows.get(0).contains(",class,probability_0,"), rows.get(0));
    assertTrue(rows.get(0).endsWith(",probability_9,part,truth"), rows.get(0));
    List<String> all = done("predict", path("run"), "--data", "digits").outLines();
    for (String row : rows.subList(1, rows.size())) {
      String inAll = all.get(1 + Integer.parseInt(row.substring(0, row.indexOf(','))));
      String[] cells = row.split(",");
      double sum = 0;
      for (int o = 12; o < 22; o++) {
        sum += Double.parseDouble(cells[o]);
      }
      assertEquals(1, sum, 1e-15 * 10);
      assertEquals("test", cells[22]);
      assertEquals(inAll.split(",")[23], cells[23]);
    }
  }

  @Test
  void theValidationPartIsAPartToo() throws IOException {
    train("moons", "data.validation-fraction=0.3", "data.class-weights=[1,4]");
    Json.Fields validation = metrics("--part", "validation");
    assertEquals(150, validation.number("samples").intValue());
    assertEquals(summary().validationRisk(), validation.number("risk").doubleValue());
    assertEquals(summary().validationAccuracy(), validation.number("accuracy").doubleValue());
  }

  @Test
  void aRegressionIsScoredInItsOwnUnitsAndByItsOwnTruth() throws IOException {
    train("diabetes");
    Json.Fields test = metrics("--part", "test");
    assertEquals(summary().testR2(), test.number("r2").doubleValue());
    assertEquals(summary().testRisk(), test.number("risk").doubleValue());
    List<String> rows = done("predict", path("run"), "--part", "test").outLines();
    assertEquals("sample,progression,part,truth", rows.get(0));
    double absolute = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      double truth = Double.parseDouble(cells[3]);
      assertEquals(Math.rint(truth), truth, "as the file has it");
      absolute += Math.abs(truth - Double.parseDouble(cells[1]));
    }
    String json = Files.readString(directory.resolve("m.json"));
    double mae = Json.parse(json).objects("outputs").get(0).number("mae").doubleValue();
    assertEquals(absolute / (rows.size() - 1), mae, 1e-9);
    assertEquals(mae, summary().metrics().get("test").outputs().get(0).mae());
  }

  @Test
  void truthInAFile() throws IOException {
    StringBuilder table = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 12; i++) {
      table.append(i % 3).append(',').append(i % 5).append(i % 2 == 0 ? ",left\n" : ",right\n");
    }
    String data = "data.source=csv:" + write("table.csv", table.toString());
    train("moons", data, "network.loss=cross-entropy");

    String bare = write("bare.csv", "a,b\n0,1\n2,3\n");
    Call without = done("predict", path("run"), "--data", bare);
    assertEquals("sample,left,right,class", without.outLines().get(0));
    assertEquals("", without.err());
    String ids = write("ids.csv", "a,b,id\n0,1,x17\n2,3,x18\n");
    String empty = write("empty.csv", "a,b,kind\n0,1,\n2,3,\n");
    for (String same : List.of(ids, empty)) {
      assertEquals(without.out(), done("predict", path("run"), "--data", same).out());
    }
    assertTrue(
        done("predict", path("run"), "--data", bare, "--probabilities")
            .outLines()
            .get(0)
            .endsWith(",class,probability_left,probability_right"));

    String known = write("known.csv", "b,a,kind\n1,0,right\n3,2,left\n");
    List<String> rows = done("predict", path("run"), "--data", known).outLines();
    assertTrue(rows.get(0).endsWith(",probability_right,part,truth"), rows.get(0));
    assertTrue(rows.get(1).endsWith(",,right") && rows.get(2).endsWith(",,left"), rows.toString());
    assertEquals(
        without.out(), done("predict", path("run"), "--data", known, "--truth", "none").out());
    String last = write("last.csv", "a,b,id\n0,1,left\n2,3,right\n");
    assertEquals(without.out(), done("predict", path("run"), "--data", last).out());
    String elsewhere = write("elsewhere.csv", "side,a,b,c\nright,0,1,x\nleft,2,3,y\n");
    assertEquals(without.out(), done("predict", path("run"), "--data", elsewhere).out());
    assertEquals(
        String.join("\n", rows),
        String.join(
            "\n", done("predict", path("run"), "--data", elsewhere, "--truth", "side").outLines()));

    String unseen = write("unseen.csv", "a,b,kind\n0,1,left\n2,3,middle\n");
    refused(
        "sample 1, truth kind: \"middle\" is none of the network's classes left, right",
        "predict",
        path("run"),
        "--data",
        unseen);
    String gap = write("gap.csv", "a,b,kind\n1,0,right\n2,3,\n");
    Call partly = done("predict", path("run"), "--data", gap);
    assertEquals(rows.get(0), partly.outLines().get(0));
    assertTrue(partly.outLines().get(1).endsWith(",,right"), partly.out());
    assertTrue(partly.outLines().get(2).endsWith(",,"), partly.out());
    assertTrue(partly.err().startsWith("1 samples, risk "), partly.err());
    refused(
        "--metrics needs the truth",
        "predict",
        path("run"),
        "--data",
        bare,
        "--metrics",
        path("n.json"));
  }

  @Test
  void anArchiveReadsTextAsItsRunDid() throws IOException {
    Charset latin = StandardCharsets.ISO_8859_1;
    StringBuilder table = new StringBuilder("größe;art\n");
    for (int i = 0; i < 12; i++) {
      table.append(i % 4).append(i % 2 == 0 ? ",5;süß\n" : ",5;säuer\n");
    }
    Path file = Files.write(directory.resolve("table.csv"), table.toString().getBytes(latin));
    train("moons", "data.source=csv:" + file, "data.encoding=ISO-8859-1", "data.decimal=comma");
    done("export", path("run"), "--npz", path("measure.npz"));
    Call byRun = done("predict", path("run"), "--data", file.toString());
    Call byArchive = done("predict", path("measure.npz"), "--data", file.toString());
    assertEquals(byRun.out(), byArchive.out());
    assertTrue(byRun.out().contains(",süß"), byRun.out());
    assertEquals(byRun.err(), byArchive.err());
  }

  @Test
  void dataThatChangedAreNoPartOfTheRun() throws IOException {
    String file = write("table.csv", "a,y\n1,2.5\n2,3.5\n3,4.5\n4,6\n5,7\n");
    train("gaussian", "data.source=csv:" + file);
    done("predict", path("run"), "--part", "train");
    write("table.csv", "a,y\n1,2.5\n2,3.5\n3,4.5\n4,6\n5,8\n");
    refused("has changed since the run read it", "predict", path("run"), "--part", "train");
  }

  @Test
  void aPartWithoutSamples() {
    train("moons", "data.test-fraction=0");
    refused("has no test part", "predict", path("run"), "--part", "test");
  }
}
