package org.cotflow.config;

import java.io.Serializable;

/**
 * What a run looks at beside its steps: the {@code diagnostics} keys of a configuration.
 *
 * @param every flow steps between two looks; null for none
 * @param spectrum whether the kernels of the layers and their eigenvalues are computed
 * @param jacobians whether the norms of the layers' Jacobians are computed
 * @param denseLimit up to so many training samples all eigenvalues of a kernel are computed
 */
public record DiagnosticsSpec(Integer every, boolean spectrum, boolean jacobians, int denseLimit)
    implements Serializable {}
