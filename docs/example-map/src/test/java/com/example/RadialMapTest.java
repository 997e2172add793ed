package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import org.cotflow.kernel.map.MapInputs;
import org.cotflow.kernel.map.ResidualMap;
import org.cotflow.kernel.map.ResidualMapContract;
import org.junit.jupiter.api.Test;

class RadialMapTest extends ResidualMapContract {
  @Override
  protected ResidualMap map() {
    return new RadialMap(MapInputs.of(3, List.of(), Map.of("radius", "2")));
  }

  @Test
  void isUAtItsCenter() {
    double[] phi = new double[3];
    map().value(new double[] {1, 2, 3, 7, 8, 9}, new double[] {7, 8, 9}, phi, new double[0]);
    assertArrayEquals(new double[] {1, 2, 3}, phi);
  }
}
