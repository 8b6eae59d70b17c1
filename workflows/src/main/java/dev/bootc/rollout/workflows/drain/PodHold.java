package dev.bootc.rollout.workflows.drain;

/**
 * Why a pod that has to leave is not asked to.
 *
 * @param why with the mend
 * @param needsAPerson whether it stays so until a person does something
 */
record PodHold(String why, boolean needsAPerson) {}
