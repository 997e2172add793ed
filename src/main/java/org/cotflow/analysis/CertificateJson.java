package org.cotflow.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.cotflow.base.Keyword;
import org.cotflow.format.Json;
import org.cotflow.theory.certificate.BallLoss;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.StartingLayer;

/** A certificate as a JSON object. */
public final class CertificateJson {
  private CertificateJson() {}

  /**
   * The text of the object.
   *
   * @param findings of the search for larger networks; empty where there was none
   * @param run the run compared with the certificate, or null
   */
  public static String text(
      Certification certification, List<CertificateSearch.Finding> findings, CertifiedRun run) {
    Certificate certificate = certification.certificate();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("experiment", certification.problem().experiment().name());
    object.put("holds", certificate.holds());
    object.put("bound", certificate.bound());
    object.put("radius", certificate.radius());
    object.put("boundAtStart", certificate.boundAtStart());
    object.put("risk", certificate.risk());
    object.put("riskRounding", certificate.riskRounding());
    object.put("neededRisk", certificate.neededRisk());
    object.put("travelled", certificate.travelled());
    object.put("scale", certificate.scale());
    OptionalDouble smallest = certificate.smallestScale();
    object.put("smallestScale", smallest.isPresent() ? smallest.getAsDouble() : null);
    object.put("failing", certificate.holds() ? null : Keyword.of(certificate.failing()));
    object.put("advisedStep", certificate.advisedStep());
    object.put("loss", lossObject(certificate.loss()));
    List<Map<String, Object>> layers = new ArrayList<>();
    certificate.start().layers().forEach(layer -> layers.add(layerObject(layer)));
    object.put("layers", layers);
    Map<String, Object> found = new LinkedHashMap<>();
    findings.forEach(finding -> found.put(finding.key(), finding.smallest()));
    object.put("holdsFor", found);
    object.put("runKeepsIt", run == null ? null : run.holds());
    return Json.render(object);
  }

  private static Map<String, Object> lossObject(BallLoss loss) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("moves", loss.moves());
    object.put("states", loss.states());
    object.put("jacobians", loss.jacobians());
    object.put("root", loss.root());
    return object;
  }

  private static Map<String, Object> layerObject(StartingLayer layer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("layer", layer.layer());
    object.put("width", layer.width());
    object.put("smallestKernel", layer.smallestKernel());
    object.put("largestKernel", layer.largestKernel());
    object.put("outgoing", layer.outgoing());
    object.put("ingoing", layer.ingoing());
    object.put("ingoingSquare", layer.ingoingSquare());
    object.put("cross", layer.cross());
    object.put("inputs", layer.inputs());
    object.put("jacobianNorm", layer.jacobianNorm());
    return object;
  }
}
