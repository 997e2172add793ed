package org.cotflow.config;

import java.util.List;
import java.util.Map;
import org.cotflow.base.Setting.Scope;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.ConfigSource;
import org.cotflow.config.keys.Key;

/**
 * What a resumed run may change: how far it goes, where it is computed and how much it writes.
 * Everything else decides about the numbers, and is as it was stored.
 */
public final class ResumeRules {
  private static final String OWN_PLACE = "output.dir";

  /** Free keys are those that the numbers do not depend on; but a run directory stays its own. */
  private static final List<String> FREE_KEYS =
      ConfigKeys.EXPERIMENT.all().stream()
          .filter(key -> key.scope() != Scope.NUMBERS)
          .map(Key::path)
          .filter(path -> !path.equals(OWN_PLACE))
          .toList();

  private ResumeRules() {}

  /**
   * The experiment of a run that goes on as {@code wanted} says.
   *
   * @param stored the experiment of the run directory, from {@link ExperimentConfig#readStored}
   * @param wanted with everything resolved that a run resolves
   * @throws UserInputException where a key differs that must not change
   */
  public static Experiment requireSame(Experiment stored, Experiment wanted) {
    ConfigKeys.difference(stored, wanted, key -> FREE_KEYS.contains(key) || OWN_PLACE.equals(key))
        .ifPresent(
            difference -> {
              throw ConfigComplaint.of(
                  "%s holds a run of another experiment: %s; choose another place with --out"
                      .formatted(wanted.output().dir(), difference));
            });
    return wanted;
  }

  /**
   * The experiment of a run that goes on.
   *
   * @param stored the experiment of the run directory, from {@link ExperimentConfig#readStored}
   * @param nameGiven the name of the experiment that the user gave beside the directory, or null
   * @param sets assignments key=value of the present call; those of {@code spark} start from the
   *     defaults
   * @throws UserInputException where the name or a key that must not change differs
   */
  public static Experiment resolveResume(Experiment stored, String nameGiven, List<String> sets) {
    if (nameGiven != null && !nameGiven.equals(stored.name())) {
      throw ConfigComplaint.of(
          "the run in %s is of the experiment %s, not %s; leave the name out or give %2$s"
              .formatted(stored.output().dir(), stored.name(), nameGiven));
    }
    Experiment known = stored.withSpark(ExperimentConfig.defaults().spark());
    ExperimentSource source =
        new ExperimentSource(
            ConfigSource.text(ConfigText.render(known), stored.output().dir() + "/config.conf"),
            Assignments.of(sets, Map.of()),
            List.of());
    Experiment given = source.experiment();
    for (Key<Experiment> key : ConfigKeys.EXPERIMENT.in(List.of(known, given))) {
      if (!FREE_KEYS.contains(key.path()) && !key.sameIn(known, given)) {
        throw ConfigComplaint.of(
            "--set %s: the run in %s has %s, given is %s; a resumed run may change only %s"
                .formatted(
                    key.path(),
                    stored.output().dir(),
                    key.rendered(known),
                    key.rendered(given),
                    String.join(", ", FREE_KEYS)));
      }
    }
    return given;
  }
}
