package org.cotflow.cli.command;

import org.cotflow.kernel.BlockKernels;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "cotflow " + org.cotflow.base.Build.describe(),
      "Java " + System.getProperty("java.version") + ", " + BlockKernels.description()
    };
  }
}
