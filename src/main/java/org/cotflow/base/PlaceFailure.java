package org.cotflow.base;

/**
 * A file operation that failed for what a user can mend: there is no such file, no permission, no
 * room, or a file where a directory is wanted. The exceptions that are one name the path and the
 * reason.
 */
public interface PlaceFailure {}
