/** Keeps two runs, or two sweeps, from writing into one directory. */
package org.cotflow.run.lock;
