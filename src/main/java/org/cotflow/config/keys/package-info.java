/**
 * What binds the keys of a configuration to the components of records.
 *
 * <p>{@link org.cotflow.config.keys.RecordKeys} takes types and ranges from the components and
 * their {@link org.cotflow.base.Setting}, order, defaults and explanations from a configuration
 * that has every key. It reads records and finds the {@link org.cotflow.config.keys.Key} of a path.
 * {@link org.cotflow.config.keys.NearestKey} says what a user who wrote another word probably
 * meant.
 */
package org.cotflow.config.keys;
