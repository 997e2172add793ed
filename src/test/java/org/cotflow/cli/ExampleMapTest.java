package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.base.Sha256;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of docs/maps.md: it is built, tested, trained with, and gone on with. */
class ExampleMapTest {
  @TempDir private static Path directory;
  private static Path jar;

  @BeforeAll
  static void build() throws IOException {
    jar = ExampleMap.jar(directory);
  }

  private static Call train(String name, String... sets) {
    Path out = directory.resolve(name);
    return Call.of(ExampleMap.train(jar, out, sets).toArray(String[]::new));
  }

  private static String digest(String name) throws IOException {
    return RunDirectory.open(Locations.of(directory.resolve(name).toString()))
        .summary()
        .measureDigest();
  }

  @Test
  void itsOwnTestsPass() throws IOException, ReflectiveOperationException {
    Class<?> test = ExampleMap.test(directory, jar);
    Constructor<?> constructor = test.getDeclaredConstructor();
    constructor.setAccessible(true);
    List<String> run = new ArrayList<>();
    for (Class<?> holder = test; holder != Object.class; holder = holder.getSuperclass()) {
      for (Method method : holder.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          method.setAccessible(true);
          method.invoke(constructor.newInstance());
          run.add(method.getName());
        }
      }
    }
    assertEquals(6, run.size(), run.toString());
  }

  @Test
  void trainsAndGoesOnWithTheSameJarAlone() throws IOException {
    Call whole = train("whole");
    assertEquals(0, whole.code(), whole.err());
    assertEquals(0, train("half", "flow.steps=2", "engine.threads=1").code());
    String half = directory.resolve("half").toString();

    String sha256 = Sha256.of(Files.readAllBytes(jar));
    String config = Files.readString(Path.of(half, "config.conf"));
    assertTrue(config.contains("map-digest = \"" + sha256 + "\""), config);
    assertTrue(config.contains("map = \"class:com.example.RadialMap\""), config);
    String provenance = Files.readString(Path.of(half, "provenance.json"));
    assertTrue(provenance.contains("\"mapDigest\": \"" + sha256 + "\""), provenance);

    String noJar =
        "network.map = class:com.example.RadialMap: there is no such class; give its jar";
    refused(noJar, "resume", half, "--set", "flow.steps=4");
    refused(noJar, "export", half, "--out", directory.resolve("x.npz").toString());
    Path other = Files.copy(jar, directory.resolve("other.jar"));
    Files.write(other, new byte[] {0}, StandardOpenOption.APPEND);
    refused(
        "the jar of class:com.example.RadialMap has " + Sha256.of(Files.readAllBytes(other)),
        "resume",
        half,
        "--jar",
        other.toString(),
        "--set",
        "flow.steps=4");
    Call resumed = Call.of("resume", half, "--jar", jar.toString(), "--set", "flow.steps=4");
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals(digest("whole"), digest("half"));

    Call distance =
        Call.of("distance", half, directory.resolve("whole").toString(), "--jar", jar.toString());
    assertEquals(0, distance.code(), distance.err());
    assertTrue(distance.out().contains("cot_distance 0.0"), distance.out());
  }

  private static void refused(String reason, String... arguments) {
    Call call = Call.of(arguments);
    assertEquals(2, call.code(), call.err());
    assertTrue(call.err().contains(reason), call.err());
    assertEquals(1, call.errLines().size(), call.err());
  }

  @Test
  void whatItsPartsAndOptionsAreNotIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"init.centre.std=1", "init.centre.std: the particles have no part centre"},
          {"flow.multipliers.v=2", "flow.multipliers.v: the particles have no part v"},
          {"flow.train=[u,w]", "flow.train: the particles have no part w"},
          {"network.map-options.radios=1", "the nearest is network.map-options.radius"},
          {"network.map-options.radius=0", "network.map-options.radius: expected > 0, found 0.0"},
          {"network.map-digest=" + "0".repeat(64), "give the jar that the run began with"},
          {"network.map=class:org.cotflow.cli.Call", "no public constructor (MapInputs)"}
        }) {
      Call call = train("refused", wrong[0]);
      assertEquals(2, call.code(), call.err());
      assertTrue(call.err().contains(wrong[1]), call.err());
      assertTrue(Files.notExists(directory.resolve("refused")), wrong[0]);
    }
    Call noFile = Call.of("train", "moons", "--jar", "no.jar");
    assertEquals(2, noFile.code());
    assertTrue(noFile.err().contains("--jar no.jar: there is no such file"), noFile.err());
  }

  /** The example with a wrong slope of its center. */
  public static final class Spoiled implements org.cotflow.kernel.map.ResidualMap {
    private final int d;

    public Spoiled(org.cotflow.kernel.map.MapInputs inputs) {
      d = inputs.stateDim();
    }

    @Override
    public org.cotflow.kernel.ParticleLayout layout() {
      return new org.cotflow.kernel.ParticleLayout(
          d, List.of(org.cotflow.kernel.ParticleLayout.Part.of("u", d, 0)));
    }

    @Override
    public void value(double[] omega, double[] x, double[] phi, double[] work) {
      System.arraycopy(omega, 0, phi, 0, d);
    }

    @Override
    public void pullback(
        double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
      java.util.Arrays.fill(dx, 0, d, 0);
      for (int j = 0; j < d; j++) {
        domega[j] = j == 1 ? -q[j] : q[j];
      }
    }
  }

  @Test
  void aWrongGradientIsRefusedBeforeAnythingIsWritten() {
    Path out = directory.resolve("spoiled");
    String map = "network.map=class:" + Spoiled.class.getName();
    refused(
        "D_omega phi^T q in part u, coordinate 1, is ",
        "train",
        "moons",
        "--out",
        out.toString(),
        "--set",
        map);
    assertTrue(Files.notExists(out));
  }
}
