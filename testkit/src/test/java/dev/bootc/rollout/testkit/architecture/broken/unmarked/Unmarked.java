package dev.bootc.rollout.testkit.architecture.broken.unmarked;

/** In a package that is not null-marked. */
public final class Unmarked {}
