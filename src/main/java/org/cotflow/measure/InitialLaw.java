package org.cotflow.measure;

import java.util.Iterator;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.ParticleLayout.Part;
import org.cotflow.measure.MeasureShape.BlockId;

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
    ParticleDraws draws = new ParticleDraws(spec.seed());
    return shape.blocks(fromBlock, toBlock).stream()
        .map(id -> draw(draws, id, shape.layout(id.layer())))
        .iterator();
  }

  private ParticleBlock draw(ParticleDraws draws, BlockId id, ParticleLayout layout) {
    ParticleBlock block =
        ParticleBlock.zeros(id.layer(), id.firstParticle(), id.particleCount(), layout);
    int layer = spec.tied() ? 0 : id.layer();
    for (int i = 0; i < layout.parts().size(); i++) {
      Part part = layout.parts().get(i);
      double std = spec.std(part);
      if (std != 0.0 && (bias || !part.bias())) {
        draws.fill(block, layer, part, layout.offset(i), std);
      }
    }
    return block;
  }
}
