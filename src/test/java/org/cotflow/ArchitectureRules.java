package org.cotflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The rules that {@link ArchitectureTest} holds the code to, for packages below any root, so that
 * the same rules can be tried on code that breaks them.
 *
 * @param root the package above base, kernel and the others
 */
record ArchitectureRules(String root) {
  /**
   * In the order in which data flows: a package imports only those before it. A package of a family
   * ({@code run.store}) counts as one of its own.
   */
  static final List<String> PACKAGES =
      List.of(
          "base",
          "format",
          "format.parquet",
          "kernel",
          "kernel.map",
          "kernel.map.check",
          "data.column",
          "data",
          "data.source",
          "measure",
          "network",
          "depth",
          "engine",
          "spark",
          "spark.session",
          "flow",
          "transport.cloud",
          "transport.auction",
          "transport.solver",
          "transport",
          "theory.spectrum",
          "theory",
          "theory.rounding",
          "theory.certificate",
          "theory.interval",
          "theory.check",
          "config.hocon",
          "config.keys",
          "config",
          "run.cost",
          "run.snapshot",
          "run.lock",
          "run.npz",
          "run.store",
          "run.certificate",
          "run.tracker",
          "run",
          "analysis",
          "sweep.law",
          "sweep.grid",
          "sweep.trial",
          "sweep",
          "launch",
          "report.chart",
          "report.paper",
          "report.figure",
          "report.sweep",
          "report.proof",
          "report.prediction",
          "report",
          "report.live",
          "cli.terminal",
          "cli.command",
          "cli.training",
          "cli.reading",
          "cli",
          "ml");

  private static final Set<String> PLATFORM_DEPENDENT =
      Set.of(
          "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
          "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");

  private static final Set<String> RANDOM =
      Set.of(
          Random.class.getName(),
          ThreadLocalRandom.class.getName(),
          SplittableRandom.class.getName(),
          "java.security.SecureRandom");

  /** Every class is in one of {@link #PACKAGES}. */
  ArchRule everyClassHasItsPackage() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .resideInAnyPackage(packages(PACKAGES));
  }

  /** {@code name} imports only the packages before it. */
  ArchRule importsOnlyBackwards(String name) {
    List<String> later = PACKAGES.subList(PACKAGES.indexOf(name) + 1, PACKAGES.size());
    return noClasses()
        .that()
        .resideInAPackage(root + "." + name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(later))
        .allowEmptyShould(true);
  }

  /** Classes below {@code foreign} are used in the packages {@code owners} alone. */
  ArchRule usedOnlyIn(String foreign, String... owners) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages(List.of(owners)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(foreign + "..");
  }

  /** {@code Math.exp} and its like differ between interpreter, compiler and processor. */
  ArchRule noPlatformDependentFunctions() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            packages(List.of("report.chart", "report.figure", "report", "cli")))
        .should()
        .accessTargetWhere(
            target(
                "a function of Math whose bits depend on the platform",
                t ->
                    t.getOwner().isEquivalentTo(Math.class)
                        && PLATFORM_DEPENDENT.contains(t.getName())));
  }

  /** Random numbers come from the counter-based generator. */
  ArchRule noOtherRandomNumbers() {
    return noClasses()
        .should()
        .accessTargetWhere(
            target(
                "a generator of random numbers other than base.RandomStream",
                t ->
                    RANDOM.contains(t.getOwner().getName())
                        || t.getOwner().isEquivalentTo(Math.class) && t.getName().equals("random")
                        || t.getOwner().isEquivalentTo(java.util.Collections.class)
                            && t.getName().equals("shuffle")));
  }

  /** Parallel streams and {@code Arrays.parallelPrefix} add in an order of their own. */
  ArchRule noParallelStreams() {
    return noClasses()
        .should()
        .accessTargetWhere(
            target(
                "a parallel stream or array operation",
                t ->
                    t.getOwner().getName().startsWith("java.util.")
                        && t.getName().startsWith("parallel")));
  }

  /** Java deserialization of a file runs whatever the file says. */
  ArchRule noJavaDeserialization() {
    return noClasses()
        .should()
        .accessTargetWhere(
            target(
                "Java deserialization", t -> t.getOwner().isAssignableTo(ObjectInputStream.class)));
  }

  /** A simple name stands for one thing: no two files bear it. */
  ArchRule namesAreUsedOnce() {
    return classes()
        .that()
        .areTopLevelClasses()
        .and()
        .doNotHaveSimpleName("package-info")
        .should(
            new ArchCondition<>("have a simple name of their own") {
              private final Map<String, String> owners = new HashMap<>();

              @Override
              public void check(JavaClass item, ConditionEvents events) {
                String owner = owners.putIfAbsent(item.getSimpleName(), item.getName());
                if (owner != null) {
                  events.add(
                      SimpleConditionEvent.violated(
                          item, item.getName() + " has the simple name of " + owner));
                }
              }
            });
  }

  private String[] packages(List<String> names) {
    List<String> patterns = new ArrayList<>();
    for (String name : names) {
      patterns.add(root + "." + name);
    }
    // An empty list of patterns would match nothing by itself, but is refused.
    return patterns.isEmpty() ? new String[] {root + ".none"} : patterns.toArray(new String[0]);
  }

  private static DescribedPredicate<JavaAccess<?>> target(
      String description, java.util.function.Predicate<AccessTarget> predicate) {
    return DescribedPredicate.describe(description, access -> predicate.test(access.getTarget()));
  }
}
