"""The parts of the python runtime. One package, so that an action's own modules may have any other name."""
