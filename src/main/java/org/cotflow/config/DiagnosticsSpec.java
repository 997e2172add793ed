package org.cotflow.config;

import java.io.Serializable;
import org.cotflow.base.Setting;

/**
 * What a run computes beside its steps: the {@code diagnostics} keys of a configuration.
 *
 * @param every flow steps between two evaluations; null for none
 * @param spectrum whether the kernels of the layers and their eigenvalues are computed
 * @param jacobians whether the norms of the layers' Jacobians are computed
 * @param denseLimit all eigenvalues of a kernel are computed up to this number of training samples
 * @param certifyEvery flow steps between two certificates that are tried; null for none
 */
public record DiagnosticsSpec(
    @Setting(atLeast = 1, unset = "null") Integer every,
    boolean spectrum,
    boolean jacobians,
    @Setting(atLeast = 0, atMost = 2048) int denseLimit,
    @Setting(atLeast = 1, unset = "null") Integer certifyEvery)
    implements Serializable {}
