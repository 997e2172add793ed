/**
 * Whether a map of the user's own is what {@link org.cotflow.kernel.map.ResidualMap} asks for.
 *
 * <p>Place in the data flow: before a run trains with such a map, and in the tests of whoever wrote
 * it.
 *
 * <p>Invariant: a complaint names what is wrong and where; no complaint means that the map passed
 * on the given examples, not that it is right everywhere.
 */
package org.cotflow.kernel.map.check;
