package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorBlockKernelTest extends BlockKernelContract {
  @Override
  BlockKernel kernel(int stateDim, Activation activation) {
    return BlockKernels.choose("vector").of(stateDim, activation);
  }

  @Test
  void theVectorTwinIsWhatIsTested() {
    assertEquals("VectorBlockKernel", kernel(2, Activation.TANH).getClass().getSimpleName());
  }

  @ParameterizedTest
  @CsvSource({"128, 16", "128, 32", "256, 16", "256, 32", "512, 16", "512, 32"})
  void givesTheBitsOfTheReferenceOnEveryMachine(int bits, int registers)
      throws ReflectiveOperationException {
    Object parity = SpeciesLoader.create(KernelParity.class, bits, registers);
    assertEquals(
        "vector kernels, " + bits + " bits, " + registers + " registers",
        parity.getClass().getMethod("vectors").invoke(null),
        "the vector module is part of these tests");
    assertEquals("", ((Supplier<?>) parity).get());
  }
}
