package org.cotflow.kernel;

import org.cotflow.base.UserInputException;

/**
 * The one place where a kernel is chosen: the vector twin where the machine and the Java runtime
 * have it, the scalar reference otherwise. Both give the same bits.
 *
 * <p>The system property {@value #PROPERTY}{@code =scalar} forces the reference.
 */
public final class BlockKernels {
  static final String PROPERTY = "cotflow.kernel";

  private static final String SCALAR = "scalar";
  private static final String VECTOR = "vector";
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String VECTOR_PROVIDER = "org.cotflow.kernel.VectorKernels";

  private BlockKernels() {}

  /** The fastest kernel for states of dimension {@code stateDim}. */
  public static BlockKernel of(int stateDim, Activation activation) {
    return Chosen.PROVIDER.of(stateDim, activation);
  }

  /**
   * The fastest kernel for explicit steps: the vector twin or the reference, with the same bits.
   */
  public static DescentKernel descent() {
    return Chosen.DESCENT;
  }

  /** Arithmetic in the lanes of panels: the vector twin or the reference, with the same bits. */
  public static LaneMath laneMath() {
    return Chosen.LANE_MATH;
  }

  /** The reference of {@link #laneMath}, for any number of lanes. */
  public static LaneMath scalarLanes(int lanes) {
    return new ScalarLaneMath(lanes);
  }

  /** The reference kernel. */
  public static BlockKernel scalar(int stateDim, Activation activation) {
    return new ScalarBlockKernel(stateDim, activation);
  }

  /**
   * What {@link #of} gives, in one sentence: {@code vector kernels, 512 bits, 32 registers}, or
   * {@code scalar kernels: } and the reason.
   */
  public static String description() {
    return Chosen.PROVIDER.description();
  }

  /**
   * Whether the scalar kernels run although nobody asked for them: worth a word to the user, since
   * they are several times slower.
   */
  public static boolean fellBack() {
    return Chosen.PROVIDER instanceof ScalarProvider && System.getProperty(PROPERTY) == null;
  }

  /** Looked up once, when the first kernel is asked for. */
  private static final class Chosen {
    static final KernelProvider PROVIDER = choose(System.getProperty(PROPERTY));
    static final DescentKernel DESCENT = PROVIDER.descent();
    static final LaneMath LANE_MATH = PROVIDER.laneMath();
  }

  /**
   * The family for a wish: null for the best, {@code scalar}, or {@code vector} to insist.
   *
   * @throws UserInputException for any other wish, or where there are no vector kernels to insist
   *     on
   */
  static KernelProvider choose(String wish) {
    if (wish != null && !wish.equals(SCALAR) && !wish.equals(VECTOR)) {
      throw new UserInputException(
          "system property " + PROPERTY + " is \"" + wish + "\"; it may be scalar or vector");
    }
    KernelProvider chosen =
        SCALAR.equals(wish)
            ? new ScalarProvider("asked for by the system property " + PROPERTY)
            : best();
    if (VECTOR.equals(wish) && chosen instanceof ScalarProvider scalar) {
      throw new UserInputException(
          "system property " + PROPERTY + " is \"vector\", but " + scalar.reason);
    }
    return chosen;
  }

  private static KernelProvider best() {
    if (!hasVectorModule()) {
      return new ScalarProvider(
          "the Java runtime was started without --add-modules " + VECTOR_MODULE);
    }
    try {
      KernelProvider vector =
          (KernelProvider) Class.forName(VECTOR_PROVIDER).getDeclaredConstructor().newInstance();
      String obstacle = vector.obstacle();
      return obstacle == null ? vector : new ScalarProvider(obstacle);
    } catch (ClassNotFoundException e) {
      return new ScalarProvider("this build has no vector kernels");
    } catch (ReflectiveOperationException | LinkageError e) {
      return new ScalarProvider(
          "this Java runtime's " + VECTOR_MODULE + " is not the one of Java 17");
    }
  }

  /**
   * Whether vector kernels can be linked. Where the JVM was started without the module, it is
   * loaded now, if the JVM was told to let us: this way it does not print its line about the
   * module.
   */
  private static boolean hasVectorModule() {
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()) {
      return true;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, VECTOR_MODULE);
      return true;
    } catch (ReflectiveOperationException | LinkageError notExported) {
      return false;
    }
  }

  private record ScalarProvider(String reason) implements KernelProvider {
    @Override
    public BlockKernel of(int stateDim, Activation activation) {
      return scalar(stateDim, activation);
    }

    @Override
    public DescentKernel descent() {
      return new ScalarDescentKernel();
    }

    @Override
    public LaneMath laneMath() {
      return scalarLanes(ParticleBlock.LANES);
    }

    @Override
    public String description() {
      return "scalar kernels: " + reason;
    }

    @Override
    public String obstacle() {
      return null;
    }
  }
}
