package org.cotflow.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static Map<String, Object> object() {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("file", "part-0.parquet");
    part.put("rows", 7L);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("format", 1);
    object.put("text", "a \"b\" \\ \u00e9");
    object.put("numbers", List.of(0.1, 1e-300, 2e23, -0.0));
    object.put("infinite", Double.POSITIVE_INFINITY);
    object.put("none", null);
    object.put("flag", true);
    object.put("parts", List.of(part, Map.of()));
    object.put("rows", List.of(List.of(1, 2), List.of()));
    object.put("state", Map.of("arrays", List.of()));
    return object;
  }

  @Test
  void theLayoutIsFixed() {
    assertEquals(
        """
        {
          "format": 1,
          "text": "a \\"b\\" \\\\ \u00e9",
          "numbers": [0.1, 1.0E-300, 2.0E23, -0.0],
          "infinite": null,
          "none": null,
          "flag": true,
          "parts": [
            {
              "file": "part-0.parquet",
              "rows": 7
            },
            {}
          ],
          "rows": [
            [1, 2],
            []
          ],
          "state": {
            "arrays": []
          }
        }
        """,
        Json.render(object()));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Json.Fields fields = Json.parse(Json.render(object()));
    assertEquals(1, fields.number("format"));
    assertEquals("a \"b\" \\ \u00e9", fields.text("text"));
    assertEquals(List.of(0.1, 1e-300, 2e23, -0.0), fields.values().get("numbers"));
    assertTrue(fields.flag("flag"));
    assertEquals("part-0.parquet", fields.objects("parts").get(0).text("file"));
    assertArrayEquals(new int[0], fields.object("state").integers("arrays"));
  }

  @Test
  void whatIsNoObjectIsRefused() {
    for (String text : List.of("", "{", "[1]", "null", "{\"a\": 1} 2", "{\"a\": 1, \"a\": 2}")) {
      String message = assertThrows(IOException.class, () -> Json.parse(text), text).getMessage();
      assertTrue(message.startsWith("not JSON: "), message);
    }
    assertThrows(IOException.class, () -> Json.parse("{\"a\": 1}").text("a"));
    assertThrows(IOException.class, () -> Json.parse("{\"a\": [1.5]}").integers("a"));
    assertThrows(IOException.class, () -> Json.parse("{}").number("a"));
  }
}
