package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  @ValueSource(ints = {128, 256, 512})
  void givesTheBitsOfTheReferenceOnEverySpecies(int bits) throws ReflectiveOperationException {
    Object parity = SpeciesLoader.create(KernelParity.class, bits);
    assertEquals(
        "vector kernels, " + bits + " bits",
        parity.getClass().getMethod("vectors").invoke(null),
        "the vector module is part of these tests");
    assertEquals("", ((Supplier<?>) parity).get());
  }
}
