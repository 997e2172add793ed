/** Code that breaks one rule of {@link org.cotflow.ArchitectureTest} each, to show that it does. */
package org.cotflow.broken;
