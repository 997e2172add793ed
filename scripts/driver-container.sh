# shellcheck shell=bash
# Read by the shell of the container in which YARN runs the driver; BASH_ENV names it there.
#
# A node manager sends SIGTERM to all processes of a container, the driver and the shell that has started
# it. A shell without a trap ends at once, which YARN takes for the end of the driver: it ends the executors
# too, in the middle of the step. With a trap the shell waits for the driver and passes on its exit code.
unset BASH_ENV # not for shells that the driver starts
trap : TERM
