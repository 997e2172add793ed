package org.cotflow.transport.solver;

import java.io.Serializable;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.SquaredDistance;

/**
 * A transport plan, optimal or within an interval of it.
 *
 * @param squaredDistance W_2^2 and its interval
 * @param coupling the plan
 */
public record TransportPlan(SquaredDistance squaredDistance, Coupling coupling)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
