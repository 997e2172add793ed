package org.cotflow.sweep.grid;

import com.typesafe.config.ConfigValue;

/**
 * A key whose value follows from others.
 *
 * @param key that is tied
 * @param text of the expression, as written
 * @param written where errors point to
 */
record Tie(String key, Expression expression, String text, ConfigValue written) {}
