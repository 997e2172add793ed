package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.Test;

final class BlockKernelsTest {
  @Test
  void theReferenceCanBeForcedAndSaysSo() {
    KernelProvider provider = BlockKernels.choose("scalar");
    assertInstanceOf(ScalarBlockKernel.class, provider.of(2, Activation.TANH));
    assertEquals(
        "scalar kernels: asked for by the system property cotflow.kernel", provider.description());
  }

  @Test
  void anUnknownWishIsRefusedWithTheKnownOnes() {
    UserInputException e =
        assertThrows(UserInputException.class, () -> BlockKernels.choose("fast"));
    assertEquals(
        "system property cotflow.kernel is \"fast\"; it may be scalar or vector", e.getMessage());
  }

  @Test
  void theLookupGivesAKernelOfTheAskedShape() {
    BlockKernel kernel = BlockKernels.of(5, Activation.GELU);
    assertEquals(5, kernel.stateDim());
    assertEquals(Activation.GELU, kernel.activation());
    assertTrue(BlockKernels.description().matches("(vector|scalar) kernels.*"));
  }
}
