package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;

/**
 * The one description of the processor that the kernels are cut to: how many vector registers it
 * has, how large its caches are at least, and the shapes that follow. The numbers computed depend
 * on none of it.
 *
 * <p>A tile keeps its sums in registers, beside one vector for each of its columns and one factor.
 * The compiler starts to spill long before the registers are used up: with 16 registers from 12
 * sums on (seen on a Zen 3, at half the speed of a tile); with 32 from 24 sums on, in some runs.
 */
final class MachineShape {
  static final String PROPERTY = "cotflow.vector.registers";

  /**
   * Vector registers: 32 with AVX-512 and on AArch64, otherwise 16, unless the system property
   * {@value #PROPERTY} says 16 or 32. Vectors of 512 bits are preferred by machines with AVX-512
   * alone; a machine that has it and prefers shorter vectors counts as one of 16.
   */
  static final int REGISTERS = registers(System.getProperty(PROPERTY));

  private static final boolean MANY = REGISTERS == 32;

  /** First-level data cache of a core that one pass fills, in numbers: 32 KB. */
  private static final int FIRST_CACHE = 32 << 7;

  /** Second-level cache of a core, in numbers: 512 KB. */
  static final int SECOND_CACHE = 512 << 7;

  /** Vectors side by side in a tile: the columns of its sums. */
  static final int WIDTH = MANY ? 4 : 2;

  /** Neighboring vectors of one panel in a tile; 1 where a vector holds a panel. */
  static final int SLICES = Math.min(WIDTH, LANES / Lanes.COUNT);

  /** Columns of x in a gradient's tile: 4 x 4 sums, or 5 x 2. */
  static final int ROWS = MANY ? 4 : 5;

  /**
   * Rows of a projection's tile. With 16 registers and 5 x 2 sums the compiler loads all factors
   * before their multiplications in most runs, which takes 17 registers, and a sum goes through
   * memory in every turn.
   */
  private static final int PROJECTION_ROWS = 4;

  /**
   * Rows of a tile of lane sums: 5 x 4 sums, or 4 x 2. Its factors are whole vectors, seldom
   * aligned in a Java array: 9 loads for 20 multiplications, where 4 x 4 would be bound by loads.
   * With 16 registers 5 x 2 sums take longer than 4 x 2.
   */
  static final int LANE_SUM_ROWS = MANY ? 5 : 4;

  /**
   * Coordinates up to which a projection keeps parameters in registers instead of sums: 4 x 4
   * vectors, or 4 x 2. Taking more coordinates four at a time was slower than tiles of sums.
   */
  static final int SHORT = 4;

  /** Coordinates whose parameters, in 32 panels, fill half the first-level cache. */
  static final int COLUMN_BLOCK = FIRST_CACHE / (64 * LANES);

  /** Panels that pass through projection, activation and gradient together. */
  static final int GROUP = 4;

  /** Rows whose projections onto a group fill half the first-level cache. */
  static final int STRIP = FIRST_CACHE / 2 / (GROUP * LANES);

  /** Factors of a tile of rows: half the second-level cache. */
  static final int TILE_FACTORS = SECOND_CACHE / 2;

  private MachineShape() {}

  /** Panels of the next tile, of {@code left} that are left. */
  static int panels(int left) {
    return SLICES > 1 ? 1 : left >= WIDTH ? WIDTH : left >= 2 ? 2 : 1;
  }

  /** From one vector of a tile to the next, where panels are {@code panelGap} apart. */
  static int gap(int panelGap) {
    return SLICES > 1 ? Lanes.COUNT : panelGap;
  }

  /** Columns of the next tile of a gradient, of {@code left} that are left. */
  static int rows(int left) {
    return next(left, ROWS);
  }

  /** Rows of the next tile of a projection, of {@code left} that are left. */
  static int projectionRows(int left) {
    return next(left, PROJECTION_ROWS);
  }

  private static int next(int left, int most) {
    return MANY ? left >= most ? most : left >= 2 ? 2 : 1 : piece(left, most);
  }

  /** Rows of the next tile of a product of lanes, of {@code left} that are left. */
  static int width(int left) {
    return left >= WIDTH ? WIDTH : left >= 2 ? 2 : 1;
  }

  /** Columns of the next tile of a product of lanes: 5 x 4 sums as of lane sums, or 4 x 2. */
  static int productColumns(int left) {
    return piece(left, LANE_SUM_ROWS);
  }

  /** The size of the next of the fewest tiles that are about as large as each other. */
  static int piece(int left, int most) {
    int tiles = (left + most - 1) / most;
    return (left + tiles - 1) / tiles;
  }

  private static int registers(String wish) {
    if (wish == null) {
      boolean many =
          DoubleVector.SPECIES_PREFERRED.vectorBitSize() >= 512
              || System.getProperty("os.arch").equals("aarch64");
      return many ? 32 : 16;
    }
    return switch (wish) {
      case "16" -> 16;
      case "32" -> 32;
      default ->
          throw new IllegalArgumentException(
              "system property " + PROPERTY + " is " + wish + "; it may be 16 or 32");
    };
  }
}
