package org.cotflow.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns SIGTERM and the first SIGINT into a request that the training loop honors after the step at
 * hand: a shutdown hook would be too late, since the engine's own hooks run beside it. A second
 * SIGINT ends the process at once, and a step that takes longer than {@link #LIMIT_SECONDS} is not
 * waited for: the last snapshot stays.
 *
 * <p>The signal classes of the module jdk.unsupported are reached by reflection: they are not part
 * of the Java API that this program compiles against. Where they are missing signals keep their
 * default meaning.
 */
public final class Termination {
  /** How long a request waits for the step at hand. */
  static final int LIMIT_SECONDS = 120;

  private final AtomicInteger exitCode = new AtomicInteger();

  private Termination() {}

  public static Termination listen() {
    Termination termination = new Termination();
    termination.handle("TERM", ExitCode.TERMINATED);
    termination.handle("INT", ExitCode.INTERRUPTED);
    return termination;
  }

  /** For what a signal ends as it ends any process. */
  public static Termination never() {
    return new Termination();
  }

  boolean isRequested() {
    return exitCode.get() != 0;
  }

  /** The exit code that tells which signal came; 0 if none did. */
  public int exitCode() {
    return exitCode.get();
  }

  private void request(int code) {
    if (exitCode.compareAndSet(0, code)) {
      Thread limit = new Thread(() -> endAtLimit(code), "termination");
      limit.setDaemon(true);
      limit.start();
    } else if (code == ExitCode.INTERRUPTED) {
      Runtime.getRuntime().halt(code);
    }
  }

  private static void endAtLimit(int code) {
    try {
      Thread.sleep(LIMIT_SECONDS * 1000L);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println(
        "cotflow: the step at hand took more than %s s after the signal; the last snapshot stays"
            .formatted(LIMIT_SECONDS));
    Runtime.getRuntime().halt(code);
  }

  private void handle(String name, int code) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) -> invoke(proxy, method, arguments, code);
      Object proxy =
          Proxy.newProxyInstance(
              Termination.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
      // The signal keeps its default meaning.
    }
  }

  private Object invoke(Object proxy, Method method, Object[] arguments, int code) {
    return switch (method.getName()) {
      case "handle" -> {
        request(code);
        yield null;
      }
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> "Termination(" + code + ")";
    };
  }
}
