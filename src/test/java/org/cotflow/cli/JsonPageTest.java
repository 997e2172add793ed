package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cotflow.format.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --json} prints is what docs/json.md says. */
class JsonPageTest {
  @TempDir Path directory;

  static List<String> commands() {
    return List.copyOf(Main.commandLine().getSubcommands().keySet());
  }

  /** The fields of a command's result, a line each. */
  static String fields(String command) {
    Object instance = Main.commandLine().getSubcommands().get(command).getCommand();
    Type parent = instance.getClass().getGenericSuperclass();
    List<String> lines = new ArrayList<>();
    add(lines, "", (Class<?>) ((ParameterizedType) parent).getActualTypeArguments()[0]);
    return lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  private static void add(List<String> lines, String prefix, Class<?> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      String path = prefix + component.getName();
      Type type = component.getGenericType();
      String marks = "";
      while (type instanceof ParameterizedType list && list.getRawType() == List.class) {
        marks += "[]";
        type = list.getActualTypeArguments()[0];
      }
      if (type instanceof Class<?> inner && inner.isRecord()) {
        add(lines, path + marks + ".", inner);
      } else {
        lines.add("%-44s %s".formatted(path + marks, name(type)));
      }
    }
  }

  private static String name(Type type) {
    String text = type.getTypeName();
    if (text.startsWith("java.util.Map")) {
      return "object";
    }
    return switch (text.replaceAll(".*\\.", "").toLowerCase(java.util.Locale.ROOT)) {
      case "int", "integer", "long" -> "integer";
      case "double" -> "number";
      case "boolean" -> "true or false";
      case "string" -> "text";
      default -> "number or text";
    };
  }

  @ParameterizedTest
  @MethodSource("commands")
  void thePageHasTheFieldsOfEveryCommand(String command) throws IOException {
    String page = Files.readString(Path.of("docs/json.md"));
    String wanted = "## " + command + "\n\n" + fields(command) + "\n";
    assertTrue((page + "\n").contains(wanted), () -> "docs/json.md needs:\n" + wanted);
  }

  /** Every field that is printed stands on the page, and nothing else is printed. */
  @Test
  void whatIsPrintedHasTheseFields() throws IOException {
    String run = path("a");
    Json.Fields trained =
        printed(
            "train",
            "gaussian",
            "--out",
            run,
            "--set",
            "data.samples=20",
            "--set",
            "network.width=5",
            "--set",
            "network.depth=2",
            "--set",
            "flow.steps=2");
    assertEquals("all-steps", trained.object("trained").text("end"));
    assertEquals(2, trained.object("trained").object("summary").number("steps"));
    assertEquals(2, printed("resume", run).object("trained").number("step"));
    printed("export", run, "--out", path("a.npz"));
    assertEquals(0.0, printed("distance", run, path("a.npz"), "--quiet").number("distance"));
    printed("geodesic", run, path("a.npz"), "--at", "0.5", "--out", path("between"));
    printed("barycenter", run, path("a.npz"), "--out", path("mean.npz"));
    assertEquals(4, printed("predict", run, "--part", "test").object("metrics").number("samples"));
    printed("analyze", run);
    printed("report", run);
    printed("certify", run);
    printed("config", "digits");
    printed("list");
    printed("completion", "fish");
    printed("help", "train");
    Files.writeString(directory.resolve("t.csv"), "x,y\n1,2.5\n2,3.5\n3,4.1\n4,5.2\n5,6.9\n");
    printed("new", path("t"), "--data", path("t.csv"));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private Json.Fields printed(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Call call = Call.of(all.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    Json.Fields result = Json.parse(call.out());
    Set<String> documented =
        fields(arguments[0])
            .lines()
            .map(line -> line.strip().split(" ")[0].replace("[]", ""))
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    collect("", result.values(), documented, unknown);
    assertEquals(Set.of(), unknown);
    return result;
  }

  private static void collect(
      String path, Object value, Set<String> documented, Set<String> unknown) {
    if (documented.contains(path) || value == null) {
      return;
    }
    if (value instanceof Map<?, ?> object) {
      object.forEach(
          (name, inner) ->
              collect(
                  path.isEmpty() ? name.toString() : path + "." + name,
                  inner,
                  documented,
                  unknown));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> collect(path, inner, documented, unknown));
    } else {
      unknown.add(path);
    }
  }
}
