package org.cotflow.config;

import java.io.Serializable;
import org.cotflow.data.DataSpec;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.SparkSpec;
import org.cotflow.flow.FlowSpec;
import org.cotflow.measure.InitSpec;
import org.cotflow.network.NetworkSpec;

/** A run as a value: everything its numbers depend on, and where it runs and writes. */
public record Experiment(
    String name,
    DataSpec data,
    NetworkSpec network,
    InitSpec init,
    FlowSpec flow,
    EngineSpec engine,
    SparkSpec spark,
    OutputSpec output,
    DiagnosticsSpec diagnostics)
    implements Serializable {}
