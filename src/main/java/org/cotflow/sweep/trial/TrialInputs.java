package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.cotflow.data.DataSpec;
import org.cotflow.data.PreparedData;

/**
 * What all trials of a sweep share and read.
 *
 * @param data by their keys
 * @param profiles of each reference by its index, one a step; empty for one that has failed
 */
public record TrialInputs(Map<DataSpec, PreparedData> data, List<List<Profile>> profiles)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
