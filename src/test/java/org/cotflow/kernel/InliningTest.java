package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The compiler inlines hot methods of up to 325 bytes of code. Loops of many vector operations or
 * constants must stay in compile units of their own: inside a caller that holds a whole pass,
 * constants leave the registers, or operations stay calls, and a step takes up to twice as long, in
 * some runs and not in others.
 */
class InliningTest {
  private static final int LARGEST_INLINED = 325;

  @ParameterizedTest
  @CsvSource({
    "LaneExponential, expand",
    "LaneGelu, exponential",
    "LaneGelu, tail",
    "LaneGelu, value",
    "LaneGelu, derivative",
    "LaneLogistic, softplus",
    "LaneTanh, expand",
    "LaneTanh, value",
    "VectorFunctions, inChunks",
    "VectorBlockKernel, backward",
    "VectorDescentKernel, addSquares",
    "VectorDescentKernel, move",
  })
  void isTooLongToBeInlined(String className, String method) throws IOException {
    Map<String, Integer> sizes = CodeSizes.of("org.cotflow.kernel." + className);
    assertTrue(
        sizes.get(method) > LARGEST_INLINED,
        () -> className + "." + method + " has " + sizes.get(method) + " bytes of code");
  }
}
