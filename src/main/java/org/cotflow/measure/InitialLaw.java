package org.cotflow.measure;

import java.util.Iterator;
import org.cotflow.base.RandomStream;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;

/**
 * The measure at flow time 0: particles drawn independently, each part as
 *
 * <pre>
 *   part_{k,m} ~ N(0, std^2 I)     or Student's t, std N(0, I) / sqrt(chi^2_n / n)
 * </pre>
 *
 * for layer k and particle m; with {@code tied} every layer has the draws of layer 0. Each number
 * is addressed by (seed, part, layer, particle, coordinate), so that the particles do not depend on
 * how the measure is cut, a wider layer begins with the particles of the narrower one, and a larger
 * state dimension extends the coordinates of the smaller one.
 *
 * @param bias false: biases are 0
 */
public record InitialLaw(InitSpec spec, boolean bias) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    return shape.blocks(fromBlock, toBlock).stream()
        .map(
            id ->
                draw(id.layer(), id.firstParticle(), id.particleCount(), shape.layout(id.layer())))
        .iterator();
  }

  private ParticleBlock draw(int layer, int first, int count, ParticleLayout layout) {
    ParticleBlock block = ParticleBlock.zeros(layer, first, count, layout);
    for (int part = 0; part < layout.parts().size(); part++) {
      if (bias || !layout.parts().get(part).bias()) {
        fill(block, spec.tied() ? 0 : layer, layout.parts().get(part), layout.offset(part));
      }
    }
    return block;
  }

  private void fill(ParticleBlock block, int sourceLayer, Part part, int offset) {
    double std = spec.std(part);
    if (std == 0.0) {
      return;
    }
    RandomStream stream = RandomStream.ofPart(spec.seed(), part.name());
    double[] normals = new double[part.size() + part.degrees()];
    for (int m = 0; m < block.count(); m++) {
      stream.normals(sourceLayer, block.first() + m, normals);
      double scale = std / spread(normals, part);
      for (int j = 0; j < part.size(); j++) {
        block.values()[block.index(m, offset + j)] = scale * normals[j];
      }
    }
  }

  /** sqrt(chi^2_n / n) from the numbers behind those of the part; 1 for Gaussian ones. */
  private static double spread(double[] normals, Part part) {
    double squares = 0;
    for (int j = part.size(); j < normals.length; j++) {
      squares = Math.fma(normals[j], normals[j], squares);
    }
    return part.degrees() == 0 ? 1 : Math.sqrt(squares / part.degrees());
  }
}
