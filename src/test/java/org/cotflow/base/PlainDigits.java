package org.cotflow.base;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives this JVM ASCII digits while a class of tests has Spark or a server of Hadoop in it, as the
 * command line does: both number their files in the digits of the JVM's language, and a name node
 * cannot read its own files then.
 */
public final class PlainDigits implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(PlainDigits.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(HERE).put(Locale.class, Locale.getDefault());
    Locale.setDefault(Locale.ROOT);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Locale.setDefault(context.getStore(HERE).get(Locale.class, Locale.class));
  }
}
