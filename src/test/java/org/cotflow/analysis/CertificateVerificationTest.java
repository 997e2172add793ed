package org.cotflow.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.Workplace;
import org.cotflow.format.Json;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.certificate.CertificateJson;
import org.cotflow.run.certificate.HoldingForecast;
import org.cotflow.theory.certificate.Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is trained until it is certified; its certificate is verified, and falsified. */
public class CertificateVerificationTest {
  /** Numbers that are bounds from below: larger ones claim more. */
  public static final Set<String> FROM_BELOW =
      Set.of(
          "smallestReadout",
          "smallestKernel",
          "smallestTangent",
          "largestStep",
          "start",
          "root",
          "bound",
          "reach");

  private static final Workplace HERE = Workplace.inProcess(1);

  @TempDir static Path directory;
  private static Location run;
  private static String text;

  @BeforeAll
  static void trainAndCertify() throws IOException {
    run = train("run", 0);
    Certification early = certification(20);
    assertFalse(early.certificate().holds());
    HoldingForecast forecast = early.forecast();
    assertTrue(forecast.flowTime() > 40, forecast.toString());
    assertTrue(forecast.rate() > 0 && forecast.rows() >= 3, forecast.toString());
    assertEquals(Certificate.Term.STATES, early.certified(HERE).failing());
    Certification certification = certification(null);
    assertTrue(certification.certificate().holds());
    assertNull(certification.forecast());
    assertTrue(certification.certificate().risk() > 1e-14, "far above its rounding");
    double time = certification.stored().snapshot().flowTime();
    assertTrue(forecast.flowTime() < time, forecast + " and " + time);
    text = CertificateJson.text(certification.certified(HERE));
  }

  private static Location train(String name, int seed) throws IOException {
    String[] sets = {
      "data.samples=5",
      "data.test-fraction=0",
      "network.depth=3",
      "network.width=[40,32,40]",
      "network.activation=cos",
      "init.seed=" + seed,
      "init.w.std=2",
      "init.b.std=3",
      "flow.step=2",
      "flow.steps=140",
      "flow.multipliers.u=1.5",
      "flow.multipliers.b=0.5",
      "output.snapshot-every=20",
      "engine.threads=1"
    };
    Location place = Locations.of(directory.resolve(name).toString());
    TrainingRun.start(
        RunProblem.of(ExperimentConfig.load("moons", sets)),
        place,
        EngineFactory.inProcess(1),
        RunMonitor.NONE);
    return place;
  }

  private static Certification certification(Integer step) throws IOException {
    return Certification.of(StoredStart.open(run, step, List.of()), HERE);
  }

  /** The first line that is not proved of a file with this text; null where all are. */
  private static String failing(String content) throws IOException {
    Path file = directory.resolve("changed.json");
    Files.writeString(file, content);
    return CertificateVerification.of(Locations.of(file.toString()), run).failing();
  }

  @Test
  void everyLineIsProved() throws IOException {
    assertNull(failing(text));
    Files.writeString(
        directory.resolve("run/certificate.json"), text.replace("\"run\": ", "\"was\": "));
    Location inside = run.resolve("certificate.json");
    assertThrows(UserInputException.class, () -> CertificateVerification.of(inside, null));
    Files.writeString(directory.resolve("run/certificate.json"), text);
    assertNull(CertificateVerification.of(inside, null).failing());
  }

  /** By 10^-6 of itself, in the direction that claims more. */
  @Test
  void everyConstantThatClaimsMoreIsRefusedByItsLine() throws IOException {
    Map<String, Object> values = Json.parse(text).values();
    List<String> paths = new ArrayList<>();
    collect(values.get("proof"), "", paths);
    assertEquals(6 + 3 * 10 + 3 * 9 + 6 + 2 + 4, paths.size(), paths.toString());
    for (String path : paths) {
      Map<String, Object> changed = Json.parse(text).values();
      String name = path.substring(path.lastIndexOf('/') + 1);
      double part = FROM_BELOW.contains(name) ? 1e-6 : -1e-6;
      change(changed.get("proof"), path, 1 + part);
      String failing = failing(Json.render(changed));
      assertTrue(failing != null, path + " is not refused");
      boolean own = failing.startsWith(name);
      boolean byBall = path.contains("/ball") && name.equals("radius");
      assertTrue(own || byBall || name.equals("radius"), path + " is refused by " + failing);
    }
  }

  public static void collect(Object node, String path, List<String> paths) {
    if (node instanceof Map<?, ?> object) {
      object.forEach((name, value) -> collect(value, path + "/" + name, paths));
    } else if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(list.get(i), path + "/" + i, paths);
      }
    } else if (node instanceof Double) {
      paths.add(path);
    }
  }

  @SuppressWarnings("unchecked")
  public static void change(Object node, String path, double factor) {
    String[] names = path.substring(1).split("/");
    Object at = node;
    for (int i = 0; i < names.length - 1; i++) {
      at =
          at instanceof List<?> list
              ? list.get(Integer.parseInt(names[i]))
              : ((Map<String, Object>) at).get(names[i]);
    }
    Map<String, Object> object = (Map<String, Object>) at;
    String last = names[names.length - 1];
    object.put(last, (Double) object.get(last) * factor);
  }

  @Test
  void whatTheNumbersAreAboutIsExact() throws IOException {
    for (String[] change :
        new String[][] {
          {"\"samples\": 5", "\"samples\": 4"},
          {"\"stateDim\": 4", "\"stateDim\": 5"},
          {"\"outputs\": 2", "\"outputs\": 1"},
          {"\"outputAverage\": false", "\"outputAverage\": true"},
          {"\"activation\": \"cos\"", "\"activation\": \"tanh\""},
          {"\"width\": 32", "\"width\": 33"},
          {"\"layer\": 1", "\"layer\": 2"},
          {"\"curvature\": 1.0", "\"curvature\": null"},
          {"\"estimate\": \"jacobians\"", "\"estimate\": \"norms\""},
          {"\"estimate\": \"jacobians\"", "\"estimate\": \"other\""},
          {"\"arcs\": 128", "\"arcs\": 120"},
          {"\"scale\": 1.0", "\"scale\": 1.000000000000001"},
        }) {
      assertTrue(text.contains(change[0]), change[0]);
      assertTrue(failing(text.replace(change[0], change[1])) != null, change[1]);
    }
  }

  @Test
  void anotherMeasureOtherDataAndDamageAreOneLine() throws IOException {
    Json.Fields proof = Json.parse(text).object("proof");
    String measure = proof.text("measureDigest");
    String data = proof.text("dataDigest");
    String network = proof.text("networkDigest");
    String swapped =
        text.replace(measure, "x").replace(data, measure).replace("\"x\"", "\"" + data + "\"");
    for (String wrong :
        List.of(
            swapped,
            text.replace(measure, network),
            text.replace(data, network),
            text.replace("\"step\": 140", "\"step\": 120"),
            text.replace("\"holds\": true", "\"holds\": false"),
            text.replace("\"risk\"", "\"rsk\""),
            text.replace("\"ball\"", "\"bal\""),
            text.substring(0, text.length() / 2))) {
      UserInputException refusal = assertThrows(UserInputException.class, () -> failing(wrong));
      assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
    }
    assertEquals("networkDigest", failing(text.replace(network, data)));
    Location other = train("other", 1);
    Path file = directory.resolve("of-run.json");
    Files.writeString(file, text);
    UserInputException refusal =
        assertThrows(
            UserInputException.class,
            () -> CertificateVerification.of(Locations.of(file.toString()), other));
    assertTrue(refusal.getMessage().contains("another measure"), refusal.getMessage());
  }
}
