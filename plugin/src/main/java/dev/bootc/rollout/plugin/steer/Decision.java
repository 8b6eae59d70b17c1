package dev.bootc.rollout.plugin.steer;

/** What becomes of a verb before anything is written. */
public sealed interface Decision {

  /**
   * It is written.
   *
   * @param about whether on the pool or on a BootcNode
   * @param name of that object
   * @param patch an object is a JSON merge patch, an array a JSON patch
   * @param words the same for people
   * @param answer by what it is known that the operator has heard it
   */
  record Write(Kind about, String name, String patch, String words, Answer answer)
      implements Decision {}

  /** There is nothing to do. */
  record AlreadySo(String why) implements Decision {}

  /** It does not apply; with what to do instead. */
  record Refused(String why) implements Decision {}

  /** What is written on. */
  enum Kind {
    POOL,
    NODE
  }
}
