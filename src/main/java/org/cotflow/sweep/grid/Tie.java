package org.cotflow.sweep.grid;

import com.typesafe.config.ConfigValue;

/**
 * A key whose value is computed from others.
 *
 * @param key that is tied
 * @param text of the expression, as written
 * @param written the place that errors name
 */
record Tie(String key, Expression expression, String text, ConfigValue written) {}
