package dev.bootc.rollout.playground.demo;

/**
 * The images of the demo, each {@code name@sha256:…}.
 *
 * @param first which the hosts run at first
 * @param second which the demo rolls out
 * @param third for whoever tries something
 */
record DemoImages(String first, String second, String third) {}
